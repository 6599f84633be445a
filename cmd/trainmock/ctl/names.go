package ctl

import (
	"errors"
	"fmt"

	"trainmock/stream/model"
)

// world is an argument that names a session, which is a world of its own. An empty one names none, so that a variable
// of a shell that is not set does not mean another world.
type world string

// UnmarshalText is called by kong for an argument that is given.
func (n *world) UnmarshalText(text []byte) error {
	*n = world(text)
	if !model.ValidSession(string(text)) {
		return fmt.Errorf("%s is not the name of a session: %s", model.Quote(string(text)), model.SessionNames)
	}
	return nil
}

// chosenName is an argument that chooses one of many. An empty one chooses none, so that a variable of a shell that is
// not set does not mean all.
type chosenName string

// UnmarshalText is called by kong for an argument that is given.
func (n *chosenName) UnmarshalText(text []byte) error {
	if *n = chosenName(text); len(text) == 0 {
		return errors.New(`"" is not a name: leave it out, or use one that the server lists`)
	}
	return nil
}
