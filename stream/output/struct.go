package output

import (
	"reflect"
	"strings"
)

// field is a field of a struct, or of one embedded in it.
type field struct {
	// first is the index of the field in the struct, and rest leads from there to one that is embedded.
	first int
	rest  []int
	// name is its name in JSON, in quotes, between a comma and a colon.
	name string
	// omitEmpty is set if it is left out where it is empty.
	omitEmpty bool
	write     writer
}

// newStruct returns the writer of a struct. encoding/json writes those that make use of its finer rules.
func newStruct(t reflect.Type, around []reflect.Type) writer {
	fields, ok := appendFields(nil, t, nil, around)
	if !ok || hasTwins(fields) {
		return writeForeign
	}
	return func(w *work, to []byte, v reflect.Value) []byte {
		to = append(to, '{')
		comma := 1 // The first field has none in front of it.
		for i := range fields {
			f := &fields[i]
			value := v.Field(f.first)
			for _, i := range f.rest {
				value = value.Field(i)
			}
			if f.omitEmpty && isEmpty(value) {
				continue
			}
			to = append(to, f.name[comma:]...)
			comma = 0
			to = f.write(w, to, value)
		}
		return append(to, '}')
	}
}

// appendFields appends the fields of a struct that is reached by an index. It reports whether their tags ask for
// nothing but a name and omitempty.
func appendFields(list []field, t reflect.Type, index []int, around []reflect.Type) ([]field, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		at := append(index[:len(index):len(index)], i)
		switch {
		case tag == "-" || !f.Anonymous && !f.IsExported():
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct && !hasOwnForm(f.Type):
			var ok bool
			if list, ok = appendFields(list, f.Type, at, around); !ok {
				return nil, false
			}
		case f.Anonymous || name == "" || !isPlain(name) || options != "" && options != "omitempty":
			return nil, false
		default:
			list = append(list, field{
				first: at[0], rest: at[1:], name: `,"` + name + `":`, omitEmpty: options != "",
				write: newWriter(f.Type, around),
			})
		}
	}
	return list, true
}

// hasTwins reports whether two fields have the same name.
func hasTwins(list []field) bool {
	seen := map[string]bool{}
	for _, f := range list {
		if seen[f.name] {
			return true
		}
		seen[f.name] = true
	}
	return false
}

// isEmpty reports whether encoding/json takes a value for empty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Struct:
		return false
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	}
	return v.IsZero()
}
