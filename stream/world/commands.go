package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"trainmock/stream/model"
)

// With returns the world after one more command, and the command as it was logged: with its place and ids decided.
// Instants before the command's are as they were; w itself does not change. It fails with a *Refused when the command
// names what is not there, holds a value out of range, or comes before the last one.
func (w *World) With(c model.Command) (*World, model.Command, error) {
	next, logged, err := w.WithAll(c.At, []model.Verb{c.Verb})
	if err != nil {
		return nil, c, err
	}
	return next, logged[0], nil
}

// WithAll returns the world after commands that are given together, all at one instant, and the commands as they were
// logged. Each finds those before it done. It fails where one of them does.
func (w *World) WithAll(at time.Duration, verbs []model.Verb) (*World, []model.Command, error) {
	logged := make([]model.Command, len(verbs))
	for i, v := range verbs {
		logged[i] = model.Command{At: at, Verb: v}
	}
	next, err := w.withLogged(logged)
	return next, logged, err
}

// Replay returns the world after commands that were logged, in their order. It fails as With does.
func (w *World) Replay(commands []model.Command) (*World, error) {
	return w.withLogged(slices.Clone(commands))
}

// withLogged returns the world after commands, and writes to each what is decided of it.
func (w *World) withLogged(commands []model.Command) (*World, error) {
	next := *w
	for i, c := range commands {
		var err error
		if commands[i], err = next.carryOutNext(c); err != nil {
			return nil, err
		}
	}
	next.clip()
	return &next, nil
}

// clip takes the room behind the list of nodes: what is added to a world that others see is added to a copy, and what
// is added to one that nobody uses yet, node after node, is not.
func (w *World) clip() {
	w.nodes = slices.Clip(w.nodes)
	started := *w.tasks.started
	started.clip()
	w.tasks.started = &started
}

// take changes a world that nobody uses yet by a command that comes behind all others.
func (w *World) carryOutNext(c model.Command) (model.Command, error) {
	if c.At < w.latest {
		return c, &Refused{fmt.Errorf("a command at %s comes too late: the last one was at %s", c.At, w.latest)}
	}
	c, err := w.carryOut(c)
	if err != nil {
		return c, &Refused{err}
	}
	w.latest = c.At
	return c, nil
}

// Latest returns the instant of the newest command that With took, as time since the start. Without one it is before
// all others.
func (w *World) Latest() time.Duration { return w.latest }

// setTimeline changes a world that nobody uses yet by the scenario's timeline. A command that does not fit, because its
// task is not there, is left out.
func (w *World) setTimeline() {
	timeline := slices.Clone(w.options.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	for _, c := range timeline {
		_, _ = w.carryOut(c)
	}
}

// carryOut changes a world that nobody uses yet by a command, and returns that with all decided that it leaves open.
// Where it fails nothing changes.
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
