package control

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	rules "trainmock/stream/fault"
	"trainmock/stream/model"
)

// faultState is a fault as it is answered, in a world that began at start.
type faultState struct {
	rules.State
	start time.Time
}

// MarshalJSON writes the fault, with from as an instant, and its counts.
func (s faultState) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"struck": s.Struck, "in_force": s.InForce}
	for name, value := range model.FaultValues(s.Fault, s.start) {
		fields[name] = value
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(fields)
	return text.Bytes(), err
}

// Schema describes the JSON.
func (faultState) Schema(huma.Registry) *huma.Schema { return faultSchema(true) }

// faultDefinition is a fault as it is posted.
type faultDefinition model.Fault

// MarshalJSON writes the fault.
func (d faultDefinition) MarshalJSON() ([]byte, error) { return model.Fault(d).MarshalJSON() }

// Schema describes the JSON.
func (faultDefinition) Schema(huma.Registry) *huma.Schema { return definitionSchema() }

// faultTexts describe the fields of a fault.
var faultTexts = map[string]string{
	"name":  "Defaults to the kind and a number, such as drop-1.",
	"on":    "What it strikes; by default everything to which the kind applies.",
	"share": "The share of requests or events that are struck. It excludes nth.",
	"nth":   "Strikes the n-th of them, counted from 1; with every each n-th.",
	"every": "Goes with nth.",
	"count": "Ends the fault after so many strikes.",
	"per":   "With subscriber each connection draws and counts for itself.",
	"from":  "World time at which it begins: RFC 3339, or relative to now, such as +30s.",
	"for":   "How much world time it lasts; by default until it is removed.",
}

// definitionSchema describes a fault as it is posted.
func definitionSchema() *huma.Schema { return faultSchema(false) }

// faultSchema describes a fault, with its counts if it is one of an answer.
func faultSchema(counts bool) *huma.Schema {
	s := objectSchema(reflect.TypeFor[model.Fault]())
	for name, text := range faultTexts {
		s.Properties[name].Description = text
	}
	s.Properties["share"].ExclusiveMinimum, s.Properties["share"].Maximum = new(0.0), new(1.0)
	s.Properties["per"].Enum = []any{model.PerSubscriber}
	s.Properties["from"] = answer.Text("text", "+30s")
	s.Properties["from"].Description = faultTexts["from"]
	for _, u := range model.FaultKinds {
		kind := objectSchema(reflect.TypeOf(u.Zero))
		kind.Description = u.Sentence
		s.Properties[u.Zero.Key()] = kind
	}
	if counts {
		s.Required = []string{"name", "struck", "in_force"}
		s.Properties["struck"] = &huma.Schema{
			Type: huma.TypeInteger, Minimum: new(0.0), Description: "How often it has struck, whom ever.",
		}
		s.Properties["in_force"] = &huma.Schema{
			Type: huma.TypeBoolean, Description: "Whether it may strike at present.",
		}
	}
	s.Description = "A fault has exactly one kind, and what it strikes beside it."
	return s
}

// objectSchema describes the JSON of a struct of the vocabulary of faults.
func objectSchema(t reflect.Type) *huma.Schema {
	s := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{},
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "-" {
			s.Properties[name] = valueSchema(f.Type)
		}
	}
	return s
}

// valueSchema describes the JSON of a field.
func valueSchema(t reflect.Type) *huma.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return answer.Text("duration", "2m")
	case t == reflect.TypeFor[model.Seconds]():
		return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeInteger}, answer.Text("duration", "2s")}}
	case t.Kind() == reflect.Struct:
		return objectSchema(t)
	case t.Kind() == reflect.Slice:
		return &huma.Schema{Type: huma.TypeArray, Items: valueSchema(t.Elem()), MaxItems: new(model.MaxScope)}
	case t.Kind() == reflect.Map:
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: valueSchema(t.Elem())}
	}
	return &huma.Schema{Type: jsonTypes[t.Kind()]}
}

// jsonTypes are the types in JSON of the plain fields.
var jsonTypes = map[reflect.Kind]string{
	reflect.String: huma.TypeString, reflect.Bool: huma.TypeBoolean, reflect.Int64: huma.TypeInteger,
	reflect.Float64: huma.TypeNumber,
}

// faultsSchema describes one fault, a list of them, or a profile.
func faultsSchema() *huma.Schema {
	profiles := make([]any, len(rules.Profiles))
	for i, name := range rules.ProfileNames() {
		profiles[i] = name
	}
	return &huma.Schema{OneOf: []*huma.Schema{
		definitionSchema(),
		{Type: huma.TypeArray, Items: definitionSchema(), MinItems: new(1), MaxItems: new(model.MaxFaults)},
		{
			Type: huma.TypeObject, Required: []string{"profile"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{"profile": {
				Type: huma.TypeString, Enum: profiles, Description: "A name that GET /mock/faults/profiles lists.",
			}},
		},
	}}
}
