package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faultFields is a fault without its kind, as JSON has it.
type faultFields Fault

// MarshalJSON writes the fields, and the kind under its key, with durations as texts.
func (f Fault) MarshalJSON() ([]byte, error) {
	fields := durationTexts(faultFields(f))
	if f.Kind == nil {
		return fields, nil
	}
	out := bytes.TrimSuffix(fields, []byte("}"))
	if len(out) > len("{") {
		out = append(out, ',')
	}
	return fmt.Appendf(out, "%q:%s}", f.Kind.Key(), durationTexts(f.Kind)), nil
}

// UnmarshalJSON reads the output of MarshalJSON. It fails on unknown keys, without a kind and with several. The error
// begins with the field.
func (f *Fault) UnmarshalJSON(text []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil || all == nil {
		return fmt.Errorf("a fault is an object, such as {\"share\": 0.05, \"drop\": {}}")
	}
	kinds := map[string]json.RawMessage{}
	known := FaultFields()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(known, name) {
			continue
		}
		kinds[name] = all[name]
		delete(all, name)
		if _, ok := FaultUsageOf(name); !ok {
			return unknownField(name, known)
		}
	}
	if len(kinds) > 1 {
		return fmt.Errorf("%s: a fault has exactly one kind; this one has %s: make it %d faults",
			slices.Sorted(maps.Keys(kinds))[1], strings.Join(slices.Sorted(maps.Keys(kinds)), " and "), len(kinds))
	}
	if string(all["name"]) == `""` {
		return fmt.Errorf("name: it is empty: leave it out for one that is made, or use, for example, \"lost\"")
	}
	*f = Fault{}
	if err := readFields(all, reflect.ValueOf((*faultFields)(f)).Elem()); err != nil {
		return err
	}
	for key, value := range kinds {
		return f.readKind(key, value)
	}
	return nil
}

// readKind reads the values of a kind.
func (f *Fault) readKind(key string, value json.RawMessage) error {
	usage, _ := FaultUsageOf(key)
	var values map[string]json.RawMessage
	if err := json.Unmarshal(value, &values); err != nil || values == nil {
		return fmt.Errorf("%s: its values are an object, such as %s", key, usage.Example)
	}
	kind := reflect.New(reflect.TypeOf(usage.Zero)).Elem()
	if err := readFields(values, kind); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	f.Kind = kind.Interface().(FaultKind)
	return nil
}

// FaultFields returns the names of a fault's fields in JSON.
func FaultFields() []string {
	return slices.Sorted(maps.Keys(fieldsOf(reflect.ValueOf(faultFields{}))))
}

// fieldsOf returns the fields of a struct by their names in JSON.
func fieldsOf(v reflect.Value) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name != "-" {
			fields[name] = v.Field(i)
		}
	}
	return fields
}

// readFields reads values into the fields of a struct. It fails on unknown names, on null, and on durations that are
// numbers, whose unit nobody could know.
func readFields(values map[string]json.RawMessage, into reflect.Value) error {
	fields := fieldsOf(into)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		field, ok := fields[name]
		if !ok {
			return fmt.Errorf("there is no %s: use %s", Quote(name), orNothing(slices.Sorted(maps.Keys(fields))))
		}
		if err := readField(values[name], field); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// orNothing joins names, or says that there are none.
func orNothing(names []string) string {
	if len(names) == 0 {
		return "{}, because it takes no values"
	}
	return strings.Join(names, ", ")
}

// readField reads one value.
func readField(value json.RawMessage, into reflect.Value) error {
	switch {
	case string(value) == "null":
		return fmt.Errorf("null is no value: leave the field out")
	case into.Type() == durationType:
		return readText(value, into)
	case into.Kind() == reflect.Pointer && into.Type().Elem() == durationType:
		into.Set(reflect.New(durationType))
		return readText(value, into.Elem())
	case into.Kind() == reflect.Struct:
		var values map[string]json.RawMessage
		if json.Unmarshal(value, &values) != nil {
			return fmt.Errorf("%s is not %s", shownJSON(value), wanted(into.Type()))
		}
		return readFields(values, into)
	}
	if err := json.Unmarshal(value, into.Addr().Interface()); err != nil {
		return unfit(value, into.Type())
	}
	return nil
}

// unfit says that a value is not of a type, and what to use.
func unfit(value json.RawMessage, t reflect.Type) error {
	isFloat := t.Kind() == reflect.Float64 || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Float64
	var text string
	if isFloat && json.Unmarshal(value, &text) == nil {
		return NumberError(text)
	}
	return fmt.Errorf("%s is not %s", shownJSON(value), wanted(t))
}

// readText reads a duration, which has to be a text.
func readText(value json.RawMessage, into reflect.Value) error {
	if complaint := readDuration(value, into, true); complaint != "" {
		return errors.New(complaint)
	}
	return nil
}

// wanted says what a value of a type looks like.
func wanted(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return `a text, such as "flaky"`
	case reflect.Float64:
		return "a number, such as 0.5"
	case reflect.Slice:
		return `a list of texts, such as ["training"]`
	case reflect.Map:
		return `an object of texts, such as {"X-Reason": "maintenance"}`
	case reflect.Struct:
		return `an object with routes, streams, topics, types and subscribers, such as {"routes": ["/monitor/*"]}`
	}
	return "a whole number, such as 20"
}

// visibleName returns a client's name of a field as it can be shown at the beginning of an error.
func visibleName(name string) string {
	return shownJSON(json.RawMessage(strings.ToValidUTF8(name, "\uFFFD")))
}

// durationTexts returns the JSON of a struct with its durations as texts. Zero fields are left out as their tags say.
func durationTexts(v any) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	value := reflect.ValueOf(v)
	for i := range value.NumField() {
		name, options, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		field := value.Field(i)
		if name == "-" || options != "" && (field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0) {
			continue
		}
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		if field.Kind() == reflect.Pointer {
			field = field.Elem()
		}
		content := field.Interface()
		if d, ok := content.(time.Duration); ok {
			content = d.String()
		}
		out.WriteString(strconv.Quote(name) + ":")
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false) // A body of HTML stays readable.
		if err := encoder.Encode(content); err != nil {
			panic("model: a fault cannot be encoded: " + err.Error())
		}
		out.Truncate(out.Len() - len("\n"))
	}
	return append(out.Bytes(), '}')
}
