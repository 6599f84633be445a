package docs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/model"
)

// field is a field of a payload.
type field struct {
	// Name leads to the field from the payload on, such as gpus[].power.
	Name string
	// Type is the JSON type, and Text tells the values and their unit.
	Type, Text string
	// Optional fields are left out where they have no value.
	Optional bool
	// Like names the event type whose payload the field holds. Empty if its own fields are listed.
	Like string
}

// fieldsOf returns the fields of the payload of an event type.
func fieldsOf(row *model.EventType) []field {
	l := lister{row: row, schemas: huma.NewMapRegistry("#/", huma.DefaultSchemaNamer)}
	l.add("", reflect.TypeOf(row.Zero))
	return l.list
}

// lister lists the fields of a payload, in the order of its struct.
type lister struct {
	row     *model.EventType
	schemas huma.Registry
	list    []field
}

// add adds the fields of a struct, and those of the structs in it. Any other type has none.
func (l *lister) add(prefix string, t reflect.Type) {
	if t.Kind() != reflect.Struct || t.NumField() == 0 {
		return
	}
	schema := l.schemas.Schema(t, false, "")
	answer.DescribeFields(schema, t)
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		property := schema.Properties[name]
		if f.Anonymous || property == nil {
			continue
		}
		inner, brackets := elementOf(f.Type)
		one := field{
			Name: prefix + name, Type: kindOf(f.Type, property), Text: textOf(property, inner, l.schemas),
			Optional: !slices.Contains(schema.Required, name), Like: l.likeOf(inner),
		}
		l.list = append(l.list, one)
		if one.Like == "" {
			l.add(one.Name+brackets+".", inner)
		}
	}
}

// likeOf returns the other event type that has a payload of this type, or "".
func (l *lister) likeOf(t reflect.Type) string {
	for _, row := range slices.Concat(model.EventTypes, model.ConnectionTypes) {
		if row != l.row && t.Name() != "" && reflect.TypeOf(row.Zero) == t {
			return row.Type
		}
	}
	return ""
}

// elementOf returns the type behind pointers and lists, and a pair of brackets for each list.
func elementOf(t reflect.Type) (inner reflect.Type, brackets string) {
	for {
		switch t.Kind() {
		case reflect.Pointer:
			t = t.Elem()
		case reflect.Slice, reflect.Array:
			t, brackets = t.Elem(), brackets+"[]"
		default:
			return t, brackets
		}
	}
}

// kindOf returns the JSON type of a field.
func kindOf(t reflect.Type, s *huma.Schema) string {
	inner, brackets := elementOf(t)
	kind := s.Type
	if brackets != "" && s.Items != nil {
		kind = s.Items.Type
	}
	if inner.Kind() == reflect.Struct {
		kind = huma.TypeObject
	}
	return kind + brackets
}

// textOf returns what a schema says of its values.
func textOf(s *huma.Schema, inner reflect.Type, schemas huma.Registry) string {
	parts := []string{s.Description}
	values := s.Enum
	if s.Items != nil {
		values = append(values, s.Items.Enum...)
	}
	if len(values) > 0 {
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = fmt.Sprint(value)
		}
		parts = append(parts, "One of "+strings.Join(texts, ", ")+".")
	}
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		parts = append(parts, fmt.Sprintf("%v to %v.", *s.Minimum, *s.Maximum))
	case s.Minimum != nil:
		parts = append(parts, fmt.Sprintf("From %v on.", *s.Minimum))
	}
	if s.Format == "date-time" {
		parts = append(parts, "RFC 3339, with microseconds.")
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}
