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

// KnownNames holds the names that one kind of request knows: parameters of a query, or keys of an object. It refuses
// misspelt ones, which would have no effect without a word, and passes those that resemble none.
type KnownNames struct {
	names suggest.Names
	// examples shows each name in use. A name may have none.
	examples map[string]string
	// elsewhere holds names that belong to other kinds of requests, and what to do instead.
	elsewhere map[string]string
}

// NewKnownNames returns names, with an example for each that has one.
func NewKnownNames(examples map[string]string, names ...string) KnownNames {
	return KnownNames{names: suggest.New(names...), examples: examples}
}

// refusing returns the names and further ones, which are refused with what to do instead.
func (k KnownNames) refusing(elsewhere map[string]string) KnownNames {
	k.names, k.elsewhere = k.names.With(slices.Sorted(maps.Keys(elsewhere))...), elsewhere
	return k
}

// NowOnly returns the names of a route that answers for now alone. It refuses at: an answer for now would pass for one
// of another instant.
func (k KnownNames) NowOnly() KnownNames {
	return k.refusing(map[string]string{"at": nowOnly})
}

// Fault returns what is wrong with a name and what to use instead, or an empty text if it is known or resembles none.
func (k KnownNames) Fault(name string) string {
	known := name
	if _, ok := k.elsewhere[name]; !ok {
		if known = k.names.Meant(name); known == "" {
			return ""
		}
	}
	if remedy, ok := k.elsewhere[known]; ok {
		return remedy
	}
	message := fmt.Sprintf("there is no %s here: did you mean %s?", model.Quote(name), known)
	if example, ok := k.examples[known]; ok {
		message += " Use, for example, " + example
	}
	return message
}

// FirstFault returns the first of some names, in their alphabetical order, that has a fault, and the fault.
func FirstFault[V any](k KnownNames, given map[string]V) (name, fault string) {
	if len(given) == 0 {
		return "", ""
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if fault := k.Fault(name); fault != "" {
			return name, fault
		}
	}
	return "", ""
}

// CheckQuery refuses a query with a misspelt name. Errors are of type *refuse.Refusal.
func (k KnownNames) CheckQuery(query url.Values) error {
	if name, fault := FirstFault(k, query); fault != "" {
		return refuse.Invalid(name, "name", fault)
	}
	return nil
}
