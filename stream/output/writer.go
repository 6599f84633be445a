package output

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
)

// writer appends a value of one type to a text. It gets and returns the text, rather than keeping it in the work, so
// that it stays in registers.
type writer func(w *work, to []byte, v reflect.Value) []byte

// newWriter returns the writer of a type inside others. What programs like this one answer with has its own: plain
// values, texts, lists and structs. encoding/json writes all others.
func newWriter(t reflect.Type, around []reflect.Type) writer {
	if hasOwnForm(t) || slices.Contains(around, t) {
		return writeForeign
	}
	around = append(slices.Clip(around), t)
	switch t.Kind() {
	case reflect.Bool:
		return func(_ *work, to []byte, v reflect.Value) []byte { return strconv.AppendBool(to, v.Bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(_ *work, to []byte, v reflect.Value) []byte { return strconv.AppendInt(to, v.Int(), 10) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(_ *work, to []byte, v reflect.Value) []byte { return strconv.AppendUint(to, v.Uint(), 10) }
	case reflect.Float64:
		return func(w *work, to []byte, v reflect.Value) []byte { return w.appendFloat(to, v.Float()) }
	case reflect.String:
		return func(w *work, to []byte, v reflect.Value) []byte { return w.appendString(to, v.String()) }
	case reflect.Interface:
		return writeInterface
	case reflect.Pointer:
		return newPointer(newWriter(t.Elem(), around))
	case reflect.Slice:
		return newSlice(newArray(newWriter(t.Elem(), around)))
	case reflect.Array:
		return newArray(newWriter(t.Elem(), around))
	case reflect.Struct:
		return newStruct(t, around)
	}
	return writeForeign
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	number        = reflect.TypeFor[json.Number]()
)

// hasOwnForm reports whether the JSON of a type is another than that of its kind. Bytes become base64.
func hasOwnForm(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(marshaler) || p.Implements(textMarshaler) || t == number ||
		t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

func writeForeign(w *work, to []byte, v reflect.Value) []byte {
	if v.CanAddr() {
		v = v.Addr()
	}
	return w.appendForeign(to, v.Interface())
}

// writeInterface appends the value in an interface, by the writer of its type.
func writeInterface(w *work, to []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(to, "null"...)
	}
	v = v.Elem()
	return writerFor(v.Type())(w, to, v)
}

// newPointer returns the writer of a pointer, given that of what it leads to.
func newPointer(elem writer) writer {
	return func(w *work, to []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(to, "null"...)
		}
		return elem(w, to, v.Elem())
	}
}

// newSlice returns the writer of a slice, given that of an array.
func newSlice(array writer) writer {
	return func(w *work, to []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(to, "null"...)
		}
		return array(w, to, v)
	}
}

// newArray returns the writer of an array, given that of its items.
func newArray(item writer) writer {
	return func(w *work, to []byte, v reflect.Value) []byte {
		to = append(to, '[')
		for i := range v.Len() {
			if i > 0 {
				to = append(to, ',')
			}
			to = item(w, to, v.Index(i))
			if w.pause != nil {
				w.pauseAt(len(to))
			}
		}
		return append(to, ']')
	}
}
