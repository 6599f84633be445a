package answer

import (
	"cmp"
	"net/http"
	"net/url"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
)

// parameter is a field of a handler's input that the address of a request fills.
type parameter struct {
	in, name string
	// field is its index in the input, as reflect has it.
	field []int
}

// parametersOf returns the parameters of an input and their entries in the document: the fields of a struct, and of
// those embedded in it, with a tag path or query. It panics if one is not a string.
func parametersOf(input reflect.Type, schemas huma.Registry) (list []parameter, documented []*huma.Param) {
	texts := textsOf(input)
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
			schema := huma.SchemaFromField(schemas, f, "")
			schema.Description = cmp.Or(texts[name], schema.Description)
			documented = append(documented, document(in, name, schema))
		}
	}
	return list, documented
}

// document returns the entry of a parameter. It repeats the schema's description, because some tools show no other.
func document(in, name string, schema *huma.Schema) *huma.Param {
	p := &huma.Param{Name: name, In: in, Description: schema.Description, Required: in == "path", Schema: schema}
	if in == "query" {
		p.Explode = new(bool)
	}
	return p
}

// queryNames returns the names of the parameters in a query.
func queryNames(list []parameter) ask.KnownNames {
	var names []string
	for _, p := range list {
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	return ask.NewKnownNames(ask.QueryExamples, names...)
}

// fill sets the fields of an input to the parameters of a request. The first of several equal names counts; a
// parameter that is not there is empty.
func fill(input reflect.Value, list []parameter, r *http.Request, query url.Values) {
	for _, p := range list {
		text := query.Get(p.name)
		if p.in == "path" {
			text = ask.PathValue(r, p.name)
		}
		input.FieldByIndex(p.field).SetString(text)
	}
}
