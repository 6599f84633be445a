package answer

import (
	"maps"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Describer is a struct that describes its fields, by their names in JSON or among the parameters. A short text can
// stand in the tag doc instead.
type Describer interface{ Describe() map[string]string }

// DescribeFields completes the schema of a struct by what its type, and those embedded in it, say of the fields.
func DescribeFields(s *huma.Schema, t reflect.Type) {
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	for name, text := range textsOf(t) {
		if property, ok := s.Properties[name]; ok {
			property.Description = text
		}
	}
}

// textsOf returns the texts of a struct and of those embedded in it.
func textsOf(t reflect.Type) map[string]string {
	texts := map[string]string{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			maps.Copy(texts, textsOf(f.Type))
		}
	}
	if d, ok := reflect.New(t).Interface().(Describer); ok {
		maps.Copy(texts, d.Describe())
	}
	return texts
}
