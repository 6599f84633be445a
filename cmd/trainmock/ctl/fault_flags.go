package ctl

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"trainmock/stream/model"
)

// faultFlag is a flag of a command that adds a fault.
type faultFlag struct {
	// goName is its field in the grammar, and path leads to its value in the JSON of the fault.
	goName string
	path   []string
}

// faultGrammar collects the fields of the grammar of a kind.
type faultGrammar struct {
	fields []reflect.StructField
	flags  []faultFlag
}

// newFaultGrammar returns the grammar of a kind: its values, where and how often it strikes, and when.
func newFaultGrammar(usage model.FaultUsage) *faultGrammar {
	g, key := &faultGrammar{}, usage.Zero.Key()
	for _, f := range reflect.VisibleFields(reflect.TypeOf(usage.Zero)) {
		g.add(f, key)
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[model.FaultScope]()) {
		if name := keyOf(f); applies(usage, name) {
			g.add(f, "on")
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[model.Fault]()) {
		if name := keyOf(f); name != "-" && name != "on" && applies(usage, name) {
			g.add(f)
		}
	}
	return g
}

// applies reports whether a field makes sense beside a kind.
func applies(usage model.FaultUsage, field string) bool {
	switch field {
	case "routes":
		return usage.Answers
	case "streams":
		return len(usage.Streams) > 0
	case "topics", "types", "subscribers", "per":
		return len(usage.Streams) > 0 && !usage.Connects
	}
	return true
}

// add adds a flag for a field below a path. Where a value of the kind has the name of a field of every fault, the kind
// stands before it.
func (g *faultGrammar) add(f reflect.StructField, path ...string) {
	key := keyOf(f)
	name, goName := key, f.Name
	if len(path) > 0 && path[0] != "on" && faultHelp[key].ofFault {
		name, goName = path[0]+"-"+key, "Kind"+f.Name
	}
	help := faultHelp[strings.Join(append(path, key), ".")]
	if help.text == "" {
		help = faultHelp[key]
	}
	tag := fmt.Sprintf("name:%q help:%q complete:%q", strings.ReplaceAll(name, "_", "-"), help.text, help.complete)
	if f.Type.Kind() != reflect.Bool {
		tag += fmt.Sprintf(" placeholder:%q", help.placeholder)
	}
	// A path may have a comma in it, and the value of a header a semicolon: such flags are given once for each.
	switch {
	case key == "routes":
		tag += ` sep:"none"`
	case f.Type.Kind() == reflect.Map:
		tag += ` mapsep:"none" example:"X-Reason=maintenance"`
	}
	g.fields = append(g.fields, reflect.StructField{
		Name: goName, Type: faultFlagType(f.Type), Tag: reflect.StructTag(tag),
	})
	g.flags = append(g.flags, faultFlag{goName, append(path, key)})
}

// keyOf returns the name of a field in JSON.
func keyOf(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return key
}

// faultFlagType returns the type for kong of a field of a fault.
func faultFlagType(t reflect.Type) reflect.Type {
	switch {
	case t == reflect.TypeFor[*time.Duration]():
		return reflect.TypeFor[*string]() // An instant.
	case t.Kind() == reflect.Pointer:
		return flagType(t.Elem())
	case t.Kind() == reflect.Slice:
		return reflect.TypeFor[[]string]()
	case t.Kind() == reflect.Bool, t.Kind() == reflect.Map:
		return t
	}
	return flagType(t)
}

// body returns the fault that the flags of a grammar define.
func (g *faultGrammar) body(kind string, grammar reflect.Value) map[string]any {
	body := map[string]any{kind: map[string]any{}}
	for _, f := range g.flags {
		field := grammar.FieldByName(f.goName)
		if field.IsZero() {
			continue
		}
		into := body
		for _, key := range f.path[:len(f.path)-1] {
			if into[key] == nil {
				into[key] = map[string]any{}
			}
			into = into[key].(map[string]any)
		}
		into[f.path[len(f.path)-1]] = reflect.Indirect(field).Interface()
	}
	return body
}
