package model

import (
	"errors"
	"time"
)

// Command is one change that somebody made to a world. A world is a function of the commands before the instant asked
// about, so a command holds what it does and since when, and nothing that depends on when it is asked. Its JSON, and
// its entry in a scenario's timeline, is {"at": …, "fail_node": {…}}.
//
// A node or task is named by its id. In a scenario's timeline, where ids are not known, "#2" is the second node in the
// cluster's order, or the task that the second slot has at the command's instant.
type Command struct {
	// At is when the command takes effect, as time since the start.
	At time.Duration
	Verb
}

// Check refuses a command without a verb, and values that are out of range.
func (c Command) Check() error {
	if c.Verb == nil {
		return errors.New("a command has exactly one verb, such as fail_node; this one has 0")
	}
	return c.Verb.Check()
}
