package answer

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/refuse"
)

// refusalName is the component that describes all errors, and refusalRef leads to it.
const (
	refusalName = "Refusal"
	refusalRef  = "#/components/schemas/" + refusalName
)

// AddRefusal adds the schema of all errors, which has the two forms of detail, to the components.
func AddRefusal(schemas huma.Registry) {
	faults := schemas.Schema(reflect.TypeFor[[]refuse.Fault](), true, "")
	NeverNull(faults)
	faults.Description = "What is wrong with each part of the request."
	schemas.Map()[refusalName] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{"detail"}, Description: "Why the request was refused.",
		Properties: map[string]*huma.Schema{"detail": {
			OneOf: []*huma.Schema{{Type: huma.TypeString, Examples: []any{"Task not found"}}, faults},
		}},
	}
}

// NeverNull declares that no list in a schema is null, at any depth but behind references. The service writes empty
// lists as [], while huma derives that a list of Go may be null.
func NeverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	NeverNull(s.Items)
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
		NeverNull(values)
	}
	for _, property := range s.Properties {
		NeverNull(property)
	}
}
