package answer

import (
	"cmp"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// parameter is a field of a handler's input that the address of a request fills.
type parameter struct {
	in, name string
	// field is its index in the input, as reflect has it.
	field []int
}

// parametersOf returns the parameters of an input: the fields of a struct, and of those embedded in it, with a tag path
// or query. It panics if one is not a string.
func parametersOf(input reflect.Type) (list []parameter) {
	for _, f := range reflect.VisibleFields(input) {
		for _, in := range []string{"path", "query"} {
			name := f.Tag.Get(in)
			if name == "" {
				continue
			}
			if f.Type.Kind() != reflect.String {
				panic("answer: the parameter " + name + " is not a string")
			}
			list = append(list, parameter{in: in, name: name, field: f.Index})
		}
	}
	return list
}

// parameterEntries returns the entries of the parameters of an input in the document.
func parameterEntries(input reflect.Type) (list []*huma.Param) {
	texts := textsOf(input)
	for _, p := range parametersOf(input) {
		list = append(list, parameterEntry(p.in, p.name, input.FieldByIndex(p.field).Tag, texts[p.name]))
	}
	return list
}

// parameterEntry returns the entry of a parameter, whose tag has its kind of text and an example. The example stands
// beside the schema, too, because tools that fill in a form read it there. So does the description.
func parameterEntry(in, name string, tag reflect.StructTag, description string) *huma.Param {
	example := cmp.Or(tag.Get("example"), exampleOf(name))
	schema := Text(tag.Get("kind"), example)
	schema.Description = description
	return &huma.Param{
		Name: name, In: in, Description: description, Required: in == "path", Schema: schema, Example: example,
	}
}

// exampleOf returns the value of a parameter in the table of examples.
func exampleOf(name string) string { return strings.TrimPrefix(ask.QueryExamples[name], name+"=") }

// badQuery returns the example of a 422 of a route with some parameters: a bad instant, or else a bad query.
func badQuery(list []*huma.Param) any {
	for _, p := range list {
		if p.Schema.Pattern == model.InstantPattern {
			const text = "yesterday-ish"
			_, err := model.ParseInstant(text, time.Time{})
			return refuse.Invalid(p.Name, "datetime", err.Error()).Detail
		}
	}
	return refusals[http.StatusUnprocessableEntity].detail
}

// namesInQuery returns the names of the parameters in a query.
func namesInQuery(list []parameter) (names []string) {
	for _, p := range list {
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	return names
}

// fill sets the fields of an input, which are empty, to the parameters of a request. The first of several equal names
// counts.
func fill(input reflect.Value, list []parameter, r *http.Request, query url.Values) {
	for _, p := range list {
		text := query.Get(p.name)
		if p.in == "path" {
			text = ask.PathValue(r, p.name)
		}
		if text != "" {
			input.FieldByIndex(p.field).SetString(text)
		}
	}
}
