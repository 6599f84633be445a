package ctl

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"trainmock/cmd/trainmock/internal/interrupt"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

type scenariosCommand struct{}

func (scenariosCommand) run(ctx context.Context, s *call) error {
	type entry struct {
		Name, Description string
		Nodes, Tasks      int
	}
	return show(ctx, s, request{http.MethodGet, "/mock/scenarios", nil}, func(w io.Writer, list []entry) {
		for _, e := range list {
			fmt.Fprintf(w, "%s\t%d nodes\t%d tasks\t%s\n", e.Name, e.Nodes, e.Tasks, e.Description)
		}
	})
}

// scenarioCommand replaces the world, or shows which one it is.
type scenarioCommand struct {
	Name  *string `arg:"" optional:"" help:"One of ctl scenarios, or a file such as mine.yaml." complete:"scenario"`
	Seed  *uint64 `help:"Which of the scenario's worlds; by default it stays." placeholder:"N"`
	Start *string `help:"World time of tick 0, such as 2026-01-01 or -1d; now by default." placeholder:"TIME"`
}

// Help returns the examples of --help.
func (scenarioCommand) Help() string {
	return `Without a name, a seed and a start it shows the scenario that runs. A new world drops all commands.

  trainmock ctl scenario
  trainmock ctl scenario chaos
  trainmock ctl scenario mine.yaml --seed 7 --start 2026-01-01`
}

func (c *scenarioCommand) run(ctx context.Context, s *call) error {
	if *c == (scenarioCommand{}) {
		return c.show(ctx, s)
	}
	body := map[string]any{}
	if c.Name != nil {
		var err error
		if body, err = scenarioBody(ctx, *c.Name); err != nil {
			return err
		}
	}
	if c.Seed != nil {
		body["seed"] = *c.Seed
	}
	if c.Start != nil {
		body["start"] = *c.Start
	}
	return show(ctx, s, request{http.MethodPut, "/mock/scenario", body}, printClock)
}

// scenarioBody returns what the server takes for a scenario: its name, or the text of its file. With the name of the
// file the world is the one that the program has with that file.
func scenarioBody(ctx context.Context, name string) (map[string]any, error) {
	if !scenario.IsPath(name) {
		return map[string]any{"name": name}, nil
	}
	loaded, err := interrupt.Call(ctx, func() (model.Scenario, error) { return scenario.LoadFile(name) })
	if err != nil {
		return nil, mistakeIn(err)
	}
	return map[string]any{"yaml": loaded.Text, "file": loaded.Name + ".yaml"}, nil
}

// show shows the scenario that runs.
func (c *scenarioCommand) show(ctx context.Context, s *call) error {
	type running struct {
		Name, Start string
		Seed        uint64
	}
	return show(ctx, s, request{http.MethodGet, "/mock/scenario", nil}, func(w io.Writer, r running) {
		fmt.Fprintf(w, "scenario\t%s\nseed\t%d\nstart\t%s\n", r.Name, r.Seed, r.Start)
	})
}
