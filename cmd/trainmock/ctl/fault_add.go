package ctl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/suggest"
)

const faultsPath = "/mock/faults"

// faultCommands are the commands below trainmock ctl fault. Those of the kinds and profiles are made from their tables.
type faultCommands struct {
	grammar reflect.Value
	// added are the commands below fault add, by their names.
	added map[string]addable
}

// addable is a command that adds faults, once kong has filled its grammar.
type addable interface {
	// withGrammar returns the command of a grammar.
	withGrammar(v reflect.Value) runner
	// help returns what --help tells beside the flags.
	help() string
}

// newFaultCommands returns the commands.
func newFaultCommands() *faultCommands {
	c := &faultCommands{added: map[string]addable{}}
	var fields []reflect.StructField
	add := func(goName, name, group, sentence string, t reflect.Type, a addable) {
		c.added[name] = a
		tag := fmt.Sprintf("cmd:%q name:%q group:%q help:%q", "", name, group, sentence)
		fields = append(fields, reflect.StructField{Name: goName, Type: t, Tag: reflect.StructTag(tag)})
	}
	for i, usage := range model.FaultKinds {
		g := newFaultGrammar(usage)
		add("Kind"+strconv.Itoa(i), usage.Zero.Key(), "Kinds", usage.Sentence, reflect.StructOf(g.fields),
			&kindCommand{usage: usage, faultGrammar: g})
	}
	for i, p := range fault.Profiles {
		add("Profile"+strconv.Itoa(i), p.Name, "Profiles", p.Sentence, reflect.TypeFor[struct{}](),
			profileCommand(p.Name))
	}
	fields = append(fields, reflect.StructField{
		Name: "Definition", Type: reflect.TypeFor[definitionCommand](), Tag: `cmd:"" default:"withargs" hidden:""`,
	})
	c.grammar = reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Add", Type: reflect.StructOf(fields), Tag: `cmd:"" help:"Add a fault, or the faults of a profile."`},
		{Name: "List", Type: reflect.TypeFor[listFaultsCommand](), Tag: `cmd:"" help:"List the faults."`},
		{Name: "Clear", Type: reflect.TypeFor[clearFaultsCommand](), Tag: `cmd:"" help:"Remove some faults, or all."`},
		{Name: "Profiles", Type: reflect.TypeFor[profilesCommand](), Tag: `cmd:"" help:"List the profiles."`},
	}))
	return c
}

// option adds the commands to kong's.
func (c *faultCommands) option() kong.Option {
	return kong.DynamicCommand("fault", "Break answers and streams on purpose.", "Break", c.grammar.Interface())
}

// addHelp is what trainmock ctl fault add --help tells beside the commands.
const addHelp = `A kind has flags of its own; what it strikes, how often and how long are the same for all.

  trainmock ctl fault add drop --share 0.05 --streams sse,ws --topics training --for 2m --name lost
  trainmock ctl fault add latency --delay 800ms --jitter 200ms --routes '/monitor/*'
  trainmock ctl fault add close --code 1011 --streams ws --nth 20 --count 1
  trainmock ctl fault add flaky
  trainmock ctl fault add '{"share": 0.05, "drop": {}}'`

// complete adds the texts of --help to the nodes of the commands, and returns those below fault add by their nodes.
func (c *faultCommands) complete(root *kong.Node) map[*kong.Node]addable {
	nodes := map[*kong.Node]addable{}
	add := childOf(childOf(root, "fault"), "add")
	add.Detail = addHelp
	for _, n := range add.Children {
		if a := c.added[n.Name]; a != nil {
			nodes[n], n.Detail = a, a.help()
		}
	}
	return nodes
}

// printHelp prints the text of --help. Only that of fault add itself lists all kinds and profiles.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	add := childOf(childOf(ctx.Model.Node, "fault"), "add")
	if at := ctx.Selected(); at != add && (at == nil || at.Parent != add) {
		add.Children = nil
	}
	return kong.DefaultHelpPrinter(options, ctx)
}

// childOf returns the command of a node with a name.
func childOf(n *kong.Node, name string) *kong.Node {
	return n.Children[slices.IndexFunc(n.Children, func(c *kong.Node) bool { return c.Name == name })]
}

// kindCommand adds a fault of one kind.
type kindCommand struct {
	usage model.FaultUsage
	*faultGrammar
	given reflect.Value
}

func (c *kindCommand) withGrammar(v reflect.Value) runner {
	return &kindCommand{c.usage, c.faultGrammar, v}
}

// help returns an example with the values of the kind's example.
func (c *kindCommand) help() string {
	words := []string{"trainmock ctl fault add", c.usage.Zero.Key()}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(c.usage.Example), &values); err != nil {
		panic("ctl: the example of " + c.usage.Zero.Key() + " is no JSON: " + err.Error())
	}
	for i, f := range c.flags {
		if value, ok := values[f.path[len(f.path)-1]]; ok && f.path[0] == c.usage.Zero.Key() {
			word := plain(value)
			if strings.Contains(word, " ") {
				word = "'" + word + "'"
			}
			words = append(words, "--"+c.fields[i].Tag.Get("name"), word)
		}
	}
	return "An example:\n\n  " + strings.Join(words, " ")
}

func (c *kindCommand) run(ctx context.Context, s *call) error {
	return addFaults(ctx, s, c.body(c.usage.Zero.Key(), c.given))
}

// profileCommand adds the faults of a profile.
type profileCommand string

func (c profileCommand) withGrammar(reflect.Value) runner { return c }

func (profileCommand) help() string { return "trainmock ctl fault profiles lists its faults." }

func (c profileCommand) run(ctx context.Context, s *call) error {
	return addFaults(ctx, s, map[string]string{"profile": string(c)})
}

// definitionCommand adds what JSON defines.
type definitionCommand struct {
	Definition string `arg:"" help:"JSON: a fault, or a list of them."`
}

// check refuses a text that defines nothing.
func (c *definitionCommand) check() error {
	text := strings.TrimSpace(c.Definition)
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		if !json.Valid([]byte(text)) {
			return errors.New(`the fault is no JSON: use, for example, '{"share": 0.05, "drop": {}}'`)
		}
		return nil
	}
	known, hint := slices.Concat(model.FaultKeys(), fault.ProfileNames()), ""
	if near := suggest.Nearest(text, known); near != "" {
		hint = "did you mean " + model.Quote(near) + "? "
	}
	return fmt.Errorf("there is no kind or profile %s: %suse one of %s, or JSON", model.Quote(text), hint,
		strings.Join(known, ", "))
}

func (c *definitionCommand) run(ctx context.Context, s *call) error {
	if err := c.check(); err != nil {
		return &mistake{err}
	}
	return addFaults(ctx, s, raw(c.Definition))
}

// addFaults adds faults and prints them.
func addFaults(ctx context.Context, s *call, body any) error {
	return show(ctx, s, request{http.MethodPost, faultsPath, body}, printFaults)
}
