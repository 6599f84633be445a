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
		verb := reflect.New(reflect.TypeOf(usage.Zero)).Elem()
		line := r.lines[sub]
		err := r.value(sub, value, verb)
		r.lines[sub] = line
		into.Verb = verb.Interface().(model.Verb)
		return err
	})
}
