package ctl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"trainmock/stream/model"
)

// printClock prints a clock.
func printClock(w io.Writer, c model.Clock) {
	speed := fmt.Sprintf("%v", c.Speed)
	if c.Paused {
		speed = "paused"
	}
	fmt.Fprintf(w, "now\t%s\ntick\t%d\nspeed\t%s\nepoch\t%s\n", c.Now, c.Tick, speed, c.Epoch)
}

type clockCommand struct{}

func (clockCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodGet, "/mock/clock", nil}, printClock)
}

type pauseCommand struct{}

func (pauseCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodPut, "/mock/clock", map[string]bool{"paused": true}}, printClock)
}

type runCommand struct {
	Speed *number `help:"World seconds per second; by default the speed before the pause." placeholder:"X"`
}

func (c *runCommand) run(ctx context.Context, s *call) error {
	body := map[string]any{"paused": false}
	if c.Speed != nil {
		body = map[string]any{"speed": *c.Speed}
	}
	return show(ctx, s, request{http.MethodPut, "/mock/clock", body}, printClock)
}

type seekCommand struct {
	To string `arg:"" help:"An instant: +10m, -5m, RFC 3339, a date, or Unix seconds."`
}

func (c *seekCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodPost, "/mock/clock/seek", map[string]string{"to": c.To}}, printClock)
}

// advanceCommand publishes ticks of a world that stands.
type advanceCommand struct {
	By     string            `arg:"" optional:"" help:"World time, such as 30s: a multiple of a tick's."`
	Ticks  *int64            `help:"A number of ticks." placeholder:"N"`
	Until  string            `help:"Stop at the first event of this type." placeholder:"TYPE" complete:"event"`
	Node   *string           `help:"The event is about this node: an id, or '#2' for the second." placeholder:"ID"`
	Task   *string           `help:"The event is about this task: an id, or '#1' for the first." placeholder:"ID"`
	State  *string           `help:"Its state is this one, such as DEAD." placeholder:"STATE"`
	Status *string           `help:"Its status is this one, such as completed." placeholder:"STATUS"`
	Where  map[string]string `help:"Another field has this value." placeholder:"FIELD=VALUE" example:"level=ERROR"`
	Most   *string           `help:"How far --until may lead; 100,000 ticks by default." placeholder:"TIME"`
}

// Help returns the examples of --help.
func (advanceCommand) Help() string {
	return `The world has to stand (trainmock ctl pause). Every tick on the way is published with its own
time, as if that time had passed; then the world stands again.

  trainmock ctl advance 30s
  trainmock ctl advance --ticks 30
  trainmock ctl advance --until node_state --node '#2' --state DEAD --most 10m
  trainmock ctl advance --until task_update --status completed`
}

// Validate is called by kong for flags that do not go together.
func (c *advanceCommand) Validate() error {
	given := 0
	for _, is := range []bool{c.By != "", c.Ticks != nil, c.Until != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		return errors.New("give exactly one of a time, --ticks and --until, such as 30s")
	}
	if c.Until == "" && (len(c.conditions()) > 0 || c.Most != nil) {
		return errors.New("--node, --task, --state, --status, --where and --most go with --until only, such as " +
			"--until node_state --state DEAD")
	}
	return nil
}

// conditions returns the values that the event has to have beside its type.
func (c *advanceCommand) conditions() map[string]any {
	values := map[string]any{}
	for key, text := range c.Where {
		values[key] = text
		var value any
		if json.Unmarshal([]byte(text), &value) == nil {
			values[key] = value
		}
	}
	for key, text := range map[string]*string{
		"node_id": c.Node, "task_id": c.Task, "state": c.State, "status": c.Status,
	} {
		if text != nil {
			values[key] = *text
		}
	}
	return values
}

func (c *advanceCommand) body() map[string]any {
	body := map[string]any{}
	switch {
	case c.By != "":
		body["by"] = c.By
	case c.Ticks != nil:
		body["ticks"] = *c.Ticks
	default:
		until := c.conditions()
		until["type"] = c.Until
		body["until"] = until
		if c.Most != nil {
			body["most"] = *c.Most
		}
	}
	return body
}

func (c *advanceCommand) run(ctx context.Context, s *call) error {
	type advanced struct {
		Now   string `json:"now"`
		Tick  int64  `json:"tick"`
		Event *event `json:"event"`
	}
	return show(ctx, s, request{http.MethodPost, "/mock/clock/advance", c.body()}, func(w io.Writer, a advanced) {
		fmt.Fprintf(w, "now\t%s\ntick\t%d\n", a.Now, a.Tick)
		if a.Event != nil {
			fmt.Fprintf(w, "event\t%s\n", a.Event.text())
		}
	})
}
