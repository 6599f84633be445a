package model

import (
	"errors"
	"time"
)

// Command is one change that a user makes to a world. A world is a function of the commands before an instant, so a
// command says what it does and when, and nothing that depends on the time of the question. Its JSON, and its entry in
// a scenario's timeline, is {"at": …, "fail_node": {…}}.
//
// A node or task is named by its id. In a scenario's timeline, whose author knows no ids, "#2" is the second node in
// the cluster's order, or the task of the second slot at the command's instant.
type Command struct {
	// At is when the command takes effect, as time since the start.
	At time.Duration
	Verb
}

// CommandBytes is about how many bytes a world keeps of a command without the values that vary in size.
const CommandBytes = 1 << 10

// Bytes returns about how much memory a world needs to keep the command.
func (c Command) Bytes() int {
	if s, ok := c.Verb.(Sized); ok {
		return CommandBytes + s.Bytes()
	}
	return CommandBytes
}

// Check returns an error if the verb is missing or a value is out of range.
func (c Command) Check() error {
	if c.Verb == nil {
		return errors.New("a command has exactly one verb, such as fail_node; this one has 0")
	}
	return c.Verb.Check()
}
