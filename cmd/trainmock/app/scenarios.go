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
	Name string `arg:"" optional:"" help:"Which one to print: ${scenarios}. Without it, all are listed."`
}

const scenariosDescription = `The scenarios that come with trainmock: a table of them, or the file of one.

  trainmock scenarios                         list them
  trainmock scenarios demo                    print one: a YAML file, whose comments explain the format
  trainmock scenarios demo > mine.yaml        begin your own with it
  trainmock --scenario mine.yaml              serve it`

// runScenarios runs the command trainmock scenarios.
func runScenarios(_ context.Context, args []string, stdout, stderr io.Writer) int {
	command, err := parseScenarios(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	if err != nil {
		return complainOfScenarios(stderr, err)
	}
	if err := command.print(stdout); err != nil {
		return complainOfScenarios(stderr, err)
	}
	return exitFine
}

// complainOfScenarios prints an error and returns the exit code.
func complainOfScenarios(stderr io.Writer, err error) int {
	const hint = "(trainmock scenarios --help tells more)"
	fmt.Fprintf(stderr, "trainmock scenarios: %s %s\n", model.Visible(err.Error()), hint)
	return exitUsage
}

func parseScenarios(args []string, stdout, stderr io.Writer) (*scenariosCommand, error) {
	command, answered := &scenariosCommand{}, false
	parser, err := kong.New(command,
		kong.Name("trainmock scenarios"), kong.Description(scenariosDescription), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { answered = true }), kong.Vars{"scenarios": strings.Join(scenario.Names(), ", ")},
	)
	if err != nil {
		return nil, err
	}
	_, err = parser.Parse(args)
	if answered {
		return nil, errAnswered
	}
	return command, err
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
