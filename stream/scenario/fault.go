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

// faultList is the key of the faults.
const faultList = "faults"

// definition reads an entry of the faults. A kind without a value gets its defaults. Of several kinds it keeps the last
// one, and checkFaults refuses them later.
func (r *reader) definition(path string, n ast.Node, into *model.Fault) error {
	fields, whole := fieldsOf(faultType), reflect.ValueOf(into).Elem()
	known := append(fields.names(), model.FaultKeys()...)
	return r.keys(path, n, known, func(sub, key string, value ast.Node) error {
		if i := fields.index(key); i >= 0 {
			return r.value(sub, value, whole.FieldByIndex(fields[i].index))
		}
		usage, _ := model.FaultUsageOf(key)
		kind := reflect.New(reflect.TypeOf(usage.Zero)).Elem()
		line := r.lines[sub]
		err := r.value(sub, value, kind)
		r.lines[sub] = line
		into.Kind = kind.Interface().(model.FaultKind)
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

// keepsText reports whether the text at a path stays as it is written. What a fault sends may have several lines.
func keepsText(path string) bool { return strings.HasPrefix(path, faultList+"[") }

// checkFaults refuses faults that a world does not take, and gives names to those without one.
func (c *checker) checkFaults() {
	if n := len(c.Faults); n > model.MaxFaults {
		c.refuse(item(faultList, model.MaxFaults), "faults has %d entries: use at most %d", n, model.MaxFaults)
	}
	seen := map[string]bool{}
	for i, f := range c.Faults {
		at := entry(faultList, i)
		c.checkKinds(item(faultList, i))
		if f.From != nil {
			between(c, at("from"), *f.From, 0, maxAt, "30s")
		}
		if err := f.Check(); err != nil {
			c.refuse(at(strings.Join(model.FaultPath(err), ".")), "%v", err)
		}
		if f.Name != "" && seen[f.Name] {
			c.refuse(at("name"), "name: there is a fault %q already: give each its own name, or none", f.Name)
		}
		seen[f.Name] = true
	}
	if c.err == nil {
		c.Faults = model.NameFaults(c.Faults, nil)
	}
}

// checkKinds refuses a fault without a kind or with several.
func (c *checker) checkKinds(path string) {
	var set []string
	for _, key := range model.FaultKeys() {
		if c.has(join(path, key)) {
			set = append(set, key)
		}
	}
	switch {
	case len(set) == 0:
		c.refuse(path, "%s has no kind: add one of %s, such as drop: {}", whole(path),
			strings.Join(model.FaultKeys(), ", "))
	case len(set) > 1:
		c.refuse(join(path, set[1]), "%s has %d kinds: a fault has exactly one; make it %d faults", whole(path),
			len(set), len(set))
	}
}
