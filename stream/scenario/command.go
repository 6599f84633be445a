package scenario

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

var commandType = reflect.TypeFor[model.Command]()

// command reads an entry of the timeline. A verb without a value gets its defaults. Of several verbs it keeps the last
// one, and checkVerb refuses them later.
func (r *reader) command(path string, n ast.Node, into *model.Command) error {
	known := append([]string{"at"}, model.VerbKeys()...)
	return r.keys(path, n, known, func(sub, key string, value ast.Node) error {
		if key == "at" {
			return r.value(sub, value, reflect.ValueOf(&into.At).Elem())
		}
		usage, _ := model.UsageOf(key)
		verb, err := r.variant(sub, value, usage.Zero)
		into.Verb = verb.(model.Verb)
		return err
	})
}

// variant reads a value of the type of zero, such as a verb, whose line stays that of its key.
func (r *reader) variant(path string, n ast.Node, zero any) (any, error) {
	value, line := reflect.New(reflect.TypeOf(zero)).Elem(), r.lines[path]
	err := r.value(path, n, value)
	r.lines[path] = line
	return value.Interface(), err
}
