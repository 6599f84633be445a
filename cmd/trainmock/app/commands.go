package app

import (
	"context"
	"io"

	"trainmock/cmd/trainmock/ctl"
)

// command runs a command with the arguments behind its name, and returns the exit code.
type command func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// commandNamed returns the command with a name, or nil: then the arguments are those of the server.
func commandNamed(name string) command {
	switch name {
	case "scenarios":
		return runScenarios
	case "ctl":
		return ctl.Run
	case "completion":
		return runCompletion
	}
	return nil
}
