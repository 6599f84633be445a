package model

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

var durationType = reflect.TypeFor[time.Duration]()

// unmarshal reads JSON into the target of a pointer: a duration, or a struct. It fails on unknown keys. Durations are
// whole nanoseconds, or strings such as "2m".
func unmarshal(text json.RawMessage, into reflect.Value) error {
	if t := into.Type().Elem(); t == durationType {
		text = plainDuration(text)
	} else {
		var err error
		if text, err = plainDurations(text, t); err != nil {
			return err
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into.Interface())
}

// plainDurations returns an object with all its durations as numbers.
func plainDurations(text json.RawMessage, t reflect.Type) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if value, ok := fields[name]; ok && t.Field(i).Type == durationType {
			fields[name] = plainDuration(value)
		}
	}
	return json.Marshal(fields)
}

// plainDuration returns a duration as a number. Anything but the text of a duration is returned unchanged.
func plainDuration(value json.RawMessage) json.RawMessage {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return value
	}
	d, err := ParseDuration(text)
	if err != nil {
		return value
	}
	plain, _ := json.Marshal(d) // a number cannot fail
	return plain
}
