package world

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"trainmock/stream/model"
)

// ErrFull says that the log holds as many commands as it can.
var ErrFull = errors.New("the command log is full: 10,000 commands are the most that a run can hold")

const maxCommands = 10_000

// With returns the world after one more command, and the command as it was logged: with its place and ids decided.
// Instants before the command's are as they were; w itself does not change. It fails when the command names what is not
// there, holds a value out of range, or comes before the last one.
func (w *World) With(c model.Command) (*World, model.Command, error) {
	if w.commands >= maxCommands {
		return nil, c, ErrFull
	}
	if c.At < w.latest {
		return nil, c, fmt.Errorf("a command at %s comes too late: the last one was at %s", c.At, w.latest)
	}
	next := *w
	c, err := next.carryOut(c)
	if err != nil {
		return nil, c, err
	}
	next.commands, next.latest = w.commands+1, c.At
	return &next, c, nil
}

// Latest returns the instant of the newest command that With took, as time since the start. Without one it is before all
// others.
func (w *World) Latest() time.Duration { return w.latest }

// replay applies the scenario's timeline, and then the commands of the options; whichever comes first, each has its effect
// at its instant. A command of the timeline that does not fit, because its task is not there, is left out.
func (w *World) replay(commands []model.Command) (*World, error) {
	timeline := slices.Clone(w.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	for _, c := range timeline {
		_, _ = w.carryOut(c)
	}
	for _, c := range commands {
		next, _, err := w.With(c)
		if err != nil {
			return nil, err
		}
		w = next
	}
	return w, nil
}

// carryOut changes a world that nobody uses yet by a command, and returns that with all decided that it leaves open. Where
// it fails nothing changes.
func (w *World) carryOut(c model.Command) (model.Command, error) {
	if err := c.Check(); err != nil {
		return c, err
	}
	v := verbOf(c)
	c, err := v.resolve(w, c)
	if err == nil {
		v.apply(w, c)
	}
	return c, err
}
