package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"trainmock/cmd/trainmock/internal/interrupt"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// checkCommand is the command line of the command trainmock scenarios check.
type checkCommand struct {
	Files []string `arg:"" name:"file" help:"Scenario files; - is standard input."`
}

const checkDescription = `Checks scenario files as --scenario does, without serving them.

  trainmock scenarios check mine.yaml         check a file
  trainmock scenarios check *.yaml            check many
  generate | trainmock scenarios check -      check what a program prints

Each good file gets a sentence on standard output, each bad one the first error
with its line and the remedy on standard error.

Exit codes: 0 all files are good; 1 a file is not, or cannot be read; 2 a
mistake on the command line.`

// runCheck runs the command trainmock scenarios check.
func runCheck(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	command := &checkCommand{}
	const name = "trainmock scenarios check"
	if err := parseCommand(command, name, checkDescription, args, stdout, stderr); err != nil {
		return endCommand(stderr, name, err)
	}
	code := exitFine
	for _, file := range command.Files {
		s, err := interrupt.Call(ctx, func() (model.Scenario, error) { return loadToCheck(file) })
		switch {
		case errors.Is(err, context.Canceled):
			return exitFailed
		case err != nil:
			code = exitFailed
			fmt.Fprintf(stderr, "%s: %s\n", name, shownError(err))
		default:
			fmt.Fprintf(stdout, "%s is good: %s\n", model.Visible(file), sizeOf(s))
		}
	}
	return code
}

// loadToCheck loads a built-in scenario as --scenario does, and takes everything else for a file.
func loadToCheck(file string) (model.Scenario, error) {
	if _, ok := scenario.Text(file); ok {
		return scenario.Load(file)
	}
	return scenario.LoadFile(file)
}

// sizeOf returns the name of a scenario and how much it holds.
func sizeOf(s model.Scenario) string {
	nodes := 0
	for _, g := range s.Groups {
		nodes += g.Count
	}
	size := fmt.Sprintf("scenario %s, %s, %s, %s", model.Visible(s.Name), numbered(nodes, "node"),
		numbered(len(s.Jobs), "job"), numbered(len(s.Timeline), "command"))
	if len(s.Faults) > 0 {
		size += ", " + numbered(len(s.Faults), "fault")
	}
	return size
}

// numbered returns a number with a noun, which gets an s unless the number is 1.
func numbered(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
