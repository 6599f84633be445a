package docs

import (
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// filter is a parameter of the streams, as a control of the form.
type filter struct {
	Name, Text string
	// Choices lists the accepted values. Empty means a text.
	Choices []string
	// Several allows more than one of the choices.
	Several bool
	// SSEOnly marks a parameter that WebSockets do not take.
	SSEOnly bool
}

// filtersOf returns the parameters that a document has for the queries of the streams.
func filtersOf(document *huma.OpenAPI) []filter {
	var list []filter
	sse, socket := document.Paths["/stream/sse"], document.Paths["/stream/ws"]
	for _, p := range sse.Get.Parameters {
		if p.In != "query" {
			continue
		}
		isShared := slices.ContainsFunc(socket.Get.Parameters, func(other *huma.Param) bool {
			return other.Name == p.Name
		})
		f := filter{Name: p.Name, Text: p.Description, SSEOnly: !isShared}
		f.Choices, f.Several = choicesOf(p.Schema)
		list = append(list, f)
	}
	return list
}

// choicesOf returns the accepted values of a parameter, and whether it takes several of them.
func choicesOf(s *huma.Schema) (choices []string, several bool) {
	values := s.Enum
	switch {
	case s.Items != nil && len(s.Items.Enum) > 0:
		values, several = s.Items.Enum, true
	case s.Type == huma.TypeBoolean:
		values = []any{true, false}
	}
	for _, value := range values {
		choices = append(choices, fmt.Sprint(value))
	}
	return choices, several
}
