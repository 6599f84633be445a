package control

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// key is one that a body may have, and a body that shows it.
type key struct{ name, example string }

// parse decodes a body that has no other keys than those listed. Errors show the body of the key that they are about.
func parse(b *answer.Body, into any, keys ...key) error {
	var fields map[string]json.RawMessage
	if err := b.Parse(&fields, keys[0].example); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		if i < 0 {
			var names []string
			for _, k := range keys {
				names = append(names, k.name)
			}
			return fault(name, "extra", "there is no "+model.Quote(name)+" here: use "+strings.Join(names, ", ")+
				", as in "+keys[0].example)
		}
		one, err := json.Marshal(map[string]json.RawMessage{name: fields[name]})
		if err != nil {
			return err
		}
		if err := answer.ParsePart(one, into, keys[i].example); err != nil {
			return err
		}
	}
	return nil
}

// fault refuses a field of a body.
func fault(field, kind, message string) error { return faultAt([]string{field}, kind, message) }

// faultAt refuses the part of a body at a path.
func faultAt(path []string, kind, message string) error {
	return refuse.InvalidAll([]refuse.Fault{answer.Fault(message, kind, path...)})
}
