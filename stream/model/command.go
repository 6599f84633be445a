package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Command is one change that somebody made to a world. A world is a function of the commands before the instant asked
// about, so a command holds what it does and since when, and nothing that depends on when it is asked. Its JSON, and its
// entry in a scenario's timeline, is {"at": …, "fail_node": {…}}.
//
// A node or task is named by its id. In a scenario's timeline, where ids are not known, "#2" is the second node in the
// cluster's order, or the task that the second slot has at the command's instant.
type Command struct {
	// At is when the command takes effect, as time since the start.
	At time.Duration
	Verb
}

// Verb is what a command does, with all that it needs to know. Its implementations are values: none changes.
type Verb interface {
	// Key returns the word for it in files and JSON, such as fail_node.
	Key() string
	// Check refuses values that are out of range. The message begins with the verb and the key: "slow_node: factor is …".
	Check() error
}

// Check refuses a command without a verb, and values that are out of range.
func (c Command) Check() error {
	if c.Verb == nil {
		return errors.New("a command has exactly one verb, such as fail_node; this one has 0")
	}
	return c.Verb.Check()
}

// MarshalJSON writes the instant in nanoseconds since the start, and the verb under its name.
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

// UnmarshalJSON reads what MarshalJSON writes. Durations may also be texts, such as "2m".
func (c *Command) UnmarshalJSON(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	if len(fields) > 2 || len(fields) == 2 && fields["at"] == nil {
		return fmt.Errorf("a command has exactly one verb beside at, such as fail_node; this one has %d keys", len(fields))
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
