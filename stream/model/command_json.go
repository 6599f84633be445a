package model

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// MarshalJSON writes the instant in nanoseconds since the start, and the verb under its key.
func (c Command) MarshalJSON() ([]byte, error) {
	if c.Verb == nil {
		return nil, c.Check()
	}
	verb, err := json.Marshal(c.Verb)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"at":%d,%q:%s}`, c.At, c.Key(), verb), nil
}

// UnmarshalJSON reads the output of MarshalJSON. Durations may also be strings such as "2m". It fails on unknown keys
// and verbs.
func (c *Command) UnmarshalJSON(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	if len(fields) > 2 || len(fields) == 2 && fields["at"] == nil {
		return fmt.Errorf("a command has exactly one verb beside at, such as fail_node; this one has %d keys",
			len(fields))
	}
	*c = Command{}
	for name, value := range fields {
		if name == "at" {
			if err := unmarshal(value, reflect.ValueOf(&c.At)); err != nil {
				return fmt.Errorf("at: %w", err)
			}
			continue
		}
		usage, ok := UsageOf(name)
		if !ok {
			return fmt.Errorf("there is no verb %s: use one of %s", Quote(name), strings.Join(VerbKeys(), ", "))
		}
		verb := reflect.New(reflect.TypeOf(usage.Zero))
		if err := unmarshal(value, verb); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.Verb = verb.Elem().Interface().(Verb)
	}
	return nil
}
