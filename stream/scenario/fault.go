package scenario

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

var (
	faultType   = reflect.TypeFor[model.Fault]()
	secondsType = reflect.TypeFor[model.Seconds]()
)

// definition reads an entry of the faults. A kind without a value gets its defaults. Of several kinds it keeps the last
// one, and checkKinds refuses them later.
func (r *reader) definition(path string, n ast.Node, into *model.Fault) error {
	fields, whole := fieldsOf(faultType), reflect.ValueOf(into).Elem()
	known := append(fields.names(), model.FaultKeys()...)
	return r.keys(path, n, known, func(sub, key string, value ast.Node) error {
		if i := fields.index(key); i >= 0 {
			return r.value(sub, value, whole.FieldByIndex(fields[i].index))
		}
		usage, _ := model.FaultUsageOf(key)
		kind, err := r.variant(sub, value, usage.Zero)
		into.Kind = kind.(model.FaultKind)
		return err
	})
}

// texts reads a mapping of any keys to texts.
func (r *reader) texts(path string, n ast.Node, into reflect.Value) error {
	if !isMapping(n) {
		return r.fault(r.lineAt(path, n), "%s is not keys with values: use, for example, %s: {X-Reason: maintenance}",
			key(path), key(path))
	}
	pairs, err := r.pairs(n)
	if err != nil {
		return err
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, p := range pairs {
		text := reflect.New(into.Type().Elem()).Elem()
		if err := r.value(path, p.value, text); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(p.key), text)
	}
	return nil
}

// inFault reports whether a path leads into a fault.
func inFault(path string) bool { return strings.HasPrefix(path, "faults[") }
