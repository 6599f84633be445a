package ctl

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"trainmock/stream/model"
)

// verbCommand is the command that carries out one verb of model.Verbs.
type verbCommand struct {
	usage model.Usage
	// grammar is a struct for kong, made from the fields of the verb that a user chooses, and At.
	grammar reflect.Value
	fields  []verbField
}

// verbField is a field of a verb on the command line.
type verbField struct {
	// goName is its name in both structs, and key its name in JSON.
	goName, key string
	// argument is set for the first field if the verb needs it.
	argument bool
}

// atHelp describes the flag that every verb has.
const atHelp = `help:"When: +30s, RFC 3339, or Unix seconds; now by default." placeholder:"TIME"`

// newVerb returns the command of a verb.
func newVerb(usage model.Usage) *verbCommand {
	v := &verbCommand{usage: usage}
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(reflect.TypeOf(usage.Zero)) {
		kind := flagType(f.Type)
		// A scenario's timeline lacks the fields that are decided when the command is logged.
		if kind == nil || f.Tag.Get("yaml") == "-" {
			continue
		}
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		needed := !strings.Contains(options, "omitempty")
		tag := fmt.Sprintf("name:%q help:%q", strings.ReplaceAll(key, "_", "-"), fieldHelp[key])
		argument := needed && len(fields) == 0
		switch {
		case argument:
			tag += ` arg:""`
		case needed:
			tag += ` required:"" placeholder:"` + placeholder(key) + `"`
		default:
			tag += ` placeholder:"` + placeholder(key) + `"`
		}
		fields = append(fields, reflect.StructField{Name: f.Name, Type: kind, Tag: reflect.StructTag(tag)})
		v.fields = append(v.fields, verbField{f.Name, key, argument})
	}
	fields = append(fields, reflect.StructField{Name: "At", Type: reflect.TypeFor[*string](), Tag: atHelp})
	v.grammar = reflect.New(reflect.StructOf(fields))
	return v
}

// fieldHelp describes the fields of the verbs by their keys.
var fieldHelp = map[string]string{
	"node_id":       "An id, or '#2' for the second node.",
	"task_id":       "An id, or '#1' for the task of the first slot.",
	"ip":            "An IPv4 address that no node has.",
	"for":           "How long, such as 2m; for good by default.",
	"factor":        "How many times as slow, or as large, such as 2.",
	"name":          "Appears in log lines.",
	"kind":          "Of training: language_model, supervised or federated.",
	"rounds":        "Rounds, or epochs, such as 10.",
	"clients":       "How many nodes; by default all that are free.",
	"learning_rate": "The peak, such as 0.01.",
	"reason":        "Appears in log lines.",
}

// placeholder returns the word that stands for a value in help.
func placeholder(key string) string {
	switch key {
	case "for":
		return "TIME"
	case "factor", "rounds", "clients", "learning_rate":
		return "N"
	}
	return strings.ToUpper(key)
}

// flagType returns the type for kong of a field of a verb, or nil if the command line has none. A pointer is nil where
// the flag was not given.
func flagType(t reflect.Type) reflect.Type {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return reflect.TypeFor[*durationText]()
	case t.Kind() == reflect.String:
		return reflect.TypeFor[*string]()
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return reflect.TypeFor[*int64]()
	case t.Kind() == reflect.Float64:
		return reflect.TypeFor[*number]()
	}
	return nil
}

// durationText is a duration as it was written.
type durationText string

// UnmarshalText refuses a text that is not a duration.
func (d *durationText) UnmarshalText(text []byte) error {
	*d = durationText(text)
	_, err := model.ParseDuration(string(text))
	return err
}

// number is a number that JSON has.
type number float64

// UnmarshalText refuses a text that is not such a number.
func (n *number) UnmarshalText(text []byte) error {
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return model.NumberError(string(text))
	}
	*n = number(x)
	return nil
}

// name returns the verb in kebab-case.
func (v *verbCommand) name() string { return strings.ReplaceAll(v.usage.Zero.Key(), "_", "-") }

// option adds the command to kong's.
func (v *verbCommand) option() kong.Option {
	return kong.DynamicCommand(v.name(), v.usage.Sentence, "Change the cluster", v.grammar.Interface())
}

// example returns a command line with the values of the verb's example.
func (v *verbCommand) example() string {
	words := []string{"trainmock ctl", v.name()}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(v.usage.Example), &values); err != nil {
		panic("ctl: the example of " + v.name() + " is no JSON: " + err.Error())
	}
	for _, f := range v.fields {
		value, ok := values[f.key]
		if !ok {
			continue
		}
		if !f.argument {
			words = append(words, "--"+strings.ReplaceAll(f.key, "_", "-"))
		}
		word := plain(value)
		if strings.ContainsAny(word, "# '") {
			word = strconv.Quote(word)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// body returns the command as the body of a request.
func (v *verbCommand) body() map[string]any {
	values := map[string]any{}
	grammar := v.grammar.Elem()
	for _, f := range v.fields {
		if field := grammar.FieldByName(f.goName); !field.IsNil() {
			values[f.key] = field.Elem().Interface()
		}
	}
	body := map[string]any{v.usage.Zero.Key(): values}
	if at := grammar.FieldByName("At"); !at.IsNil() {
		body["at"] = at.Elem().Interface()
	}
	return body
}

func (v *verbCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodPost, "/mock/commands", v.body()}, func(w io.Writer, g given) {
		if g.print(w); len(g.Commands) == 0 {
			fmt.Fprintln(w, "nothing changes: it is so already")
		}
	})
}
