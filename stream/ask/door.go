package ask

import (
	"fmt"
	"maps"
	"net/url"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/suggest"
)

// Door is the table of names that one kind of request knows: parameters of a query, or keys of an object. A name that
// resembles none of them is nobody's business, but a misspelt one would have no effect without a word.
type Door struct {
	names suggest.Names
	// examples shows each name in use. A name may have none.
	examples map[string]string
	// elsewhere holds names that belong to other kinds of requests, and what to do instead.
	elsewhere map[string]string
}

// NewDoor returns a table of names, with an example for each that has one.
func NewDoor(examples map[string]string, names ...string) Door {
	return Door{names: suggest.New(names...), examples: examples}
}

// refusing returns the door with further names, which it refuses with what to do instead.
func (d Door) refusing(elsewhere map[string]string) Door {
	d.names, d.elsewhere = d.names.With(slices.Sorted(maps.Keys(elsewhere))...), elsewhere
	return d
}

// Fault returns what is wrong with a name and what to use instead, or an empty text if it is known or resembles none.
func (d Door) Fault(name string) string {
	known := name
	if _, ok := d.elsewhere[name]; !ok {
		if known = d.names.Meant(name); known == "" {
			return ""
		}
	}
	if remedy, ok := d.elsewhere[known]; ok {
		return remedy
	}
	message := fmt.Sprintf("there is no %s here: did you mean %s?", model.Quote(name), known)
	if example, ok := d.examples[known]; ok {
		message += " Use, for example, " + example
	}
	return message
}

// FirstFault returns the first of some names, in their alphabetical order, that has a fault, and the fault.
func FirstFault[V any](d Door, given map[string]V) (name, fault string) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if fault := d.Fault(name); fault != "" {
			return name, fault
		}
	}
	return "", ""
}

// CheckQuery refuses a query with a misspelt name. Errors are of type *refuse.Refusal.
func (d Door) CheckQuery(query url.Values) error {
	if name, fault := FirstFault(d, query); fault != "" {
		return refuse.Invalid(name, "name", fault)
	}
	return nil
}
