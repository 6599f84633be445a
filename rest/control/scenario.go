package control

import (
	"context"
	"errors"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/scenario"
	"trainmock/stream/turn"
)

const (
	scenarioExample = `{"name": "chaos"}`
	fileExample     = `{"file": "mine.yaml", "yaml": "groups: [{name: a, count: 3}]"}`
)

// scenarioEntry is one scenario of a list.
type scenarioEntry struct {
	Name        string `json:"name" example:"demo"`
	Description string `json:"description"`
	Nodes       int    `json:"nodes" minimum:"0"`
	Tasks       int    `json:"tasks" minimum:"0" doc:"The largest number that jobs train at a time."`
}

// listScenarios answers with the scenarios that come with the program.
func listScenarios(context.Context, *struct{}) ([]scenarioEntry, error) {
	var list []scenarioEntry
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		if err != nil {
			return nil, err
		}
		size := s.Size()
		list = append(list, scenarioEntry{
			Name: s.Name, Description: s.Description, Nodes: size.Nodes, Tasks: size.Tasks,
		})
	}
	return list, nil
}

// runningScenario is the answer to GET /mock/scenario.
type runningScenario struct {
	Name  string `json:"name" example:"demo"`
	Seed  uint64 `json:"seed"`
	Start string `json:"start" format:"date-time"`
	YAML  string `json:"yaml" doc:"The file of the scenario."`
}

// getScenario answers with the scenario of the world.
func getScenario(ctx context.Context, _ *struct{}) (runningScenario, error) {
	w, _ := sourceOf(ctx).Now()
	s := w.Scenario()
	return runningScenario{Name: s.Name, Seed: w.Seed(), Start: model.Stamp(w.Start()), YAML: scenario.Whole(s)}, nil
}

// aboutFile documents the name of a file beside its text.
const aboutFile = "The name of the file beside yaml, such as mine.yaml. The scenario is called mine, unless its text " +
	"has a name; ids depend on it. Without either it is called yaml."

func scenarioSchema() *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
		"name":  {Type: huma.TypeString, Description: "One that GET /mock/scenarios lists."},
		"yaml":  {Type: huma.TypeString, Description: "The text of a scenario file, in place of a name."},
		"file":  {Type: huma.TypeString, Description: aboutFile},
		"seed":  {Type: huma.TypeInteger, Minimum: new(0.0), Description: "Stays as it is if left out."},
		"start": {Type: huma.TypeString, Description: "World time of tick 0, as everywhere; now if left out."},
	}}
}

// setting is the body of PUT /mock/scenario.
type setting struct {
	Name  *string `json:"name"`
	YAML  *string `json:"yaml"`
	File  *string `json:"file"`
	Seed  *uint64 `json:"seed"`
	Start *string `json:"start"`
}

// scenario returns the scenario to go on with, given the present one.
func (b *setting) scenario(present model.Scenario) (model.Scenario, error) {
	switch {
	case b.Name != nil && b.YAML != nil:
		return present, fault("name", "conflict", "give name or yaml, not both: send, for example, "+scenarioExample)
	case b.File != nil && b.YAML == nil:
		return present, fault("file", "conflict", "file names the text in yaml: send, for example, "+fileExample)
	case b.Name != nil:
		return named(*b.Name, "name")
	case b.YAML != nil:
		return written(*b.YAML, b.File, "yaml")
	case b.Seed == nil && b.Start == nil:
		return present, fault("name", "missing",
			"give at least one of name, yaml, seed and start: send, for example, "+scenarioExample)
	}
	return present, nil
}

// setScenario replaces the world by another. Its commands are dropped.
func setScenario(ctx context.Context, b *answer.Body) (model.Clock, error) {
	var body setting
	err := parse(b, &body, key{"name", scenarioExample}, key{"yaml", `{"yaml": "groups: [{name: a, count: 3}]"}`},
		key{"file", fileExample}, key{"seed", `{"seed": 7}`}, key{"start", `{"start": "2026-01-01T00:00:00Z"}`})
	if err != nil {
		return model.Clock{}, err
	}
	source := sourceOf(ctx)
	w, start := source.Now()
	next, err := body.scenario(w.Scenario())
	if err != nil {
		return model.Clock{}, err
	}
	if body.Start != nil {
		if start, err = model.ParseInstant(*body.Start, start); err != nil {
			return model.Clock{}, fault("start", "datetime", err.Error())
		}
	}
	turn.Yield(ctx) // Changes wait in a queue of their own.
	err = source.Switch(ctx, func(present journal.Genesis, _ time.Time) journal.Genesis {
		g := journal.Genesis{Scenario: next, Seed: present.Seed, Start: start}
		if body.Seed != nil {
			g.Seed = *body.Seed
		}
		return g
	})
	var wrong *stream.OutOfRange
	if errors.As(err, &wrong) {
		return model.Clock{}, outOfRange(wrong)
	}
	renewSeed(ctx)
	return answerClock(source, err)
}

// named returns a scenario that comes with the program. path leads to its name in the body.
func named(name string, path ...string) (model.Scenario, error) {
	text, ok := scenario.Text(name)
	if !ok {
		return model.Scenario{}, refuse.InvalidAll([]refuse.Fault{answer.Fault(
			"there is no scenario "+model.Quote(name)+": GET /mock/scenarios lists them; a file goes into yaml",
			"enum", path...,
		)})
	}
	return scenario.Parse(name+".yaml", []byte(text))
}

// written returns the scenario of a text, given the name of its file if the client tells it. path leads to the text in
// the body.
func written(text string, file *string, path ...string) (model.Scenario, error) {
	name := "yaml"
	if file != nil && *file != "" {
		name = *file
	}
	s, err := scenario.Parse(name, []byte(text))
	if err != nil {
		return s, refuse.InvalidAll([]refuse.Fault{answer.Fault(err.Error(), "scenario", path...)})
	}
	return s, nil
}
