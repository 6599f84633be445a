package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// scenariosCommand is the command line of the command trainmock scenarios.
type scenariosCommand struct {
	Name string `arg:"" optional:"" help:"Which one: ${scenarios}. By default all are listed." complete:"scenario"`
}

const scenariosDescription = `The scenarios that come with trainmock: a table of them, or the file of one.

  trainmock scenarios                         list them
  trainmock scenarios demo                    print one: a YAML file, whose comments explain the format
  trainmock scenarios demo > mine.yaml        begin your own with it
  trainmock scenarios check mine.yaml         check it, and print what it holds
  trainmock --scenario mine.yaml              serve it`

// runScenarios runs the command trainmock scenarios.
func runScenarios(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "check" {
		return runCheck(ctx, args[1:], stdout, stderr)
	}
	command := &scenariosCommand{}
	const name = "trainmock scenarios"
	if err := parseCommand(command, name, scenariosDescription, args, stdout, stderr); err != nil {
		return endCommand(stderr, name, err)
	}
	if err := command.print(stdout); err != nil {
		return endCommand(stderr, name, err)
	}
	return exitFine
}

// parseCommand reads the arguments of a command. No variable of the environment is looked at.
func parseCommand(command any, name, description string, args []string, stdout, stderr io.Writer) error {
	answered := false
	parser, err := kong.New(command,
		kong.Name(name), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { answered = true }), scenarioNames(),
	)
	if err != nil {
		return err
	}
	if _, err = parser.Parse(args); answered {
		return errAnswered
	}
	return err
}

// scenarioNames returns the names of the built-in scenarios for help texts.
func scenarioNames() kong.Vars { return kong.Vars{"scenarios": strings.Join(scenario.Names(), ", ")} }

// endCommand prints an error about the arguments of a command and returns the exit code.
func endCommand(stderr io.Writer, name string, err error) int {
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	fmt.Fprintf(stderr, "%s: %s (%s --help tells more)\n", name, model.Visible(err.Error()), name)
	return exitUsage
}

// print writes the scenario that the command names, or the list of all.
func (c *scenariosCommand) print(w io.Writer) error {
	if c.Name == "" {
		return listScenarios(w)
	}
	return printScenario(w, c.Name)
}

func printScenario(w io.Writer, name string) error {
	text, ok := scenario.Text(name)
	if !ok {
		names := strings.Join(scenario.Names(), ", ")
		return fmt.Errorf("there is no scenario %s: use one of %s", model.Quote(name), names)
	}
	_, err := io.WriteString(w, text)
	return err
}

func listScenarios(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\n", name, s.Description)
	}
	return table.Flush()
}
