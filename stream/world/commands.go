package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"trainmock/stream/model"
)

// With returns the world after one more command, and the command as logged, with all ids filled in. Instants before
// the command's are unaffected, and w itself does not change. It fails with a *Refused when the command names
// something unknown, holds a value out of range, or is earlier than the last command.
func (w *World) With(c model.Command) (*World, model.Command, error) {
	next, logged, err := w.WithAll(c.At, []model.Verb{c.Verb})
	if err != nil {
		return nil, c, err
	}
	return next, logged[0], nil
}

// WithAll returns the world after several commands at one instant, and the commands as logged. Each sees the effects
// of those before it. It fails as With does, and then carries out none of them.
func (w *World) WithAll(at time.Duration, verbs []model.Verb) (*World, []model.Command, error) {
	logged := make([]model.Command, len(verbs))
	for i, v := range verbs {
		logged[i] = model.Command{At: at, Verb: v}
	}
	next, err := w.withLogged(logged)
	return next, logged, err
}

// Replay returns the world after logged commands, in their order. It fails as With does.
func (w *World) Replay(commands []model.Command) (*World, error) {
	return w.withLogged(slices.Clone(commands))
}

// withLogged returns the world after commands. It fills in the ids that the commands leave open.
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

// clip drops the spare capacity of the lists of nodes, so that appending to a world that others see makes a copy.
// During a replay, appending node after node does not.
func (w *World) clip() {
	w.nodes = slices.Clip(w.nodes)
	started := *w.tasks.started
	started.clip()
	w.tasks.started = &started
}

// carryOutNext carries out a command that must not be earlier than the last one. No other goroutine may see the world.
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

// Latest returns the instant of the newest command that With accepted, as time since the start. Without any it returns
// an instant before all others.
func (w *World) Latest() time.Duration { return w.latest }

// setTimeline carries out the scenario's timeline. It leaves out commands that do not fit, for example because their
// task does not exist. No other goroutine may see the world.
func (w *World) setTimeline() {
	timeline := slices.Clone(w.options.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	for _, c := range timeline {
		_, _ = w.carryOut(c)
	}
}

// carryOut checks a command, fills in what it leaves open, applies it to the world and returns it. On an error the
// world is unchanged. No other goroutine may see the world.
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
