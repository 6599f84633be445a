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

// parse decodes a body that has no other keys than those listed.
func parse(b *answer.Body, into any, example string, keys ...string) error {
	var fields map[string]json.RawMessage
	if err := b.Parse(&fields, example); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(keys, key) {
			return fault(key, "extra", "there is no "+model.Quote(key)+" here: use "+strings.Join(keys, ", ")+
				", as in "+example)
		}
	}
	return b.Parse(into, example)
}

// fault refuses a field of a body.
func fault(field, kind, message string) error {
	return refuse.InvalidAll([]refuse.Fault{answer.Fault(message, kind, field)})
}
