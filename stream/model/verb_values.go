package model

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// Values returns the values of a verb in JSON by their names, with durations as texts.
func Values(v Verb) map[string]json.RawMessage {
	text, err := json.Marshal(v)
	var fields map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		panic("model: a verb cannot be encoded: " + err.Error())
	}
	verb := reflect.ValueOf(v)
	for _, f := range reflect.VisibleFields(verb.Type()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if d, ok := verb.FieldByIndex(f.Index).Interface().(time.Duration); ok && fields[name] != nil {
			fields[name] = json.RawMessage(`"` + d.String() + `"`)
		}
	}
	return fields
}
