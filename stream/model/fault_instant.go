package model

import (
	"encoding/json"
	"fmt"
	"time"
)

// fromKey is the key of the field whose form depends on where the fault is written.
const fromKey = "from"

// FaultValues returns the fields of a fault in JSON by their names, and its kind under its key. From is an instant of a
// world that began at start.
func FaultValues(f Fault, start time.Time) map[string]json.RawMessage {
	text, err := f.MarshalJSON()
	var fields map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		panic("model: a fault cannot be encoded: " + err.Error())
	}
	if f.From != nil {
		fields[fromKey] = json.RawMessage(`"` + Stamp(start.Add(*f.From)) + `"`)
	}
	return fields
}

// Beginning returns the fault with From set to a time since the start, unless it has one, or lasts until it is removed.
func (f Fault) Beginning(at time.Duration) Fault {
	if f.From == nil && f.For > 0 {
		f.From = &at
	}
	return f
}

// ReadFault reads a fault whose From is the text of an instant; since returns its distance from the start. Errors are
// those of since, of Fault.UnmarshalJSON and of Fault.Check, behind the field.
func ReadFault(text []byte, since func(instant string) (time.Duration, error)) (Fault, error) {
	var fields map[string]json.RawMessage
	var f Fault
	if json.Unmarshal(text, &fields) != nil || fields[fromKey] == nil {
		if err := f.UnmarshalJSON(text); err != nil {
			return f, err
		}
		return f, f.Check()
	}
	var instant string
	if json.Unmarshal(fields[fromKey], &instant) != nil || instant == "" {
		return f, fmt.Errorf("from: %s is not an instant: use a text such as \"2026-01-01T00:00:00Z\" or \"+30s\"",
			shownJSON(fields[fromKey]))
	}
	distance, err := since(instant)
	if err != nil {
		return f, fmt.Errorf("from: %w", err)
	}
	delete(fields, fromKey)
	rest, err := json.Marshal(fields)
	if err == nil {
		err = f.UnmarshalJSON(rest)
	}
	if err != nil {
		return f, err
	}
	f.From = &distance
	return f, f.Check()
}
