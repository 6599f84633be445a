package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"trainmock/stream/model"
)

// WithAll returns the world after several commands at one instant, and the commands as logged: with all ids filled in,
// and without those that change nothing. Each sees the effects of those before it. Earlier instants are unaffected,
// and w itself does not change. WithAll fails with a *Refused, and carries out no command, if one names something
// unknown, holds a value out of range, or is earlier than the last command.
func (w *World) WithAll(at time.Duration, verbs []model.Verb) (*World, []model.Command, error) {
	commands := make([]model.Command, len(verbs))
	for i, v := range verbs {
		commands[i] = model.Command{At: at, Verb: v}
	}
	return w.Merge(nil, commands)
}

// Replay returns the world after logged commands, in their order. Those that do not fit have no effect, for example
// because an earlier one is missing.
func (w *World) Replay(commands []model.Command) *World {
	next, _, _ := w.Merge(commands, nil)
	return next
}

// Merge returns the world after logged commands and added ones, both in the order of their instants, and the added ones
// as WithAll returns and refuses them. At one instant the logged ones come first. Those of them that do not fit have no
// effect.
func (w *World) Merge(logged, added []model.Command) (*World, []model.Command, error) {
	next := *w
	next.apart, next.derived = &once[World]{}, nil
	done := make([]model.Command, 0, len(added))
	for len(logged)+len(added) > 0 {
		if len(added) == 0 || len(logged) > 0 && logged[0].At <= added[0].At {
			_, _, _ = next.carryOutNext(logged[0])
			logged = logged[1:]
			continue
		}
		c, changed, err := next.carryOutNext(added[0])
		if err != nil {
			return nil, nil, err
		}
		if added = added[1:]; changed {
			done = append(done, c)
		}
	}
	next.clip()
	next.derived = &derivations{}
	return &next, done, nil
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
func (w *World) carryOutNext(c model.Command) (logged model.Command, changed bool, err error) {
	if c.At < w.latest {
		return c, false, &Refused{fmt.Errorf("a command at %s comes too late: the last one was at %s", c.At, w.latest)}
	}
	if logged, changed, err = w.carryOut(c); err != nil {
		return c, false, &Refused{err}
	}
	if changed {
		w.latest = c.At
	}
	return logged, changed, nil
}

// Latest returns the instant of the newest command that WithAll logged, as time since the start. Without any it returns
// an instant before all others.
func (w *World) Latest() time.Duration { return w.latest }

// setTimeline carries out the scenario's timeline. It leaves out commands that do not fit, for example because their
// task does not exist. No other goroutine may see the world.
func (w *World) setTimeline() {
	timeline := slices.Clone(w.options.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	for _, c := range timeline {
		_, _, _ = w.carryOut(c)
	}
}

// carryOut checks a command, fills in what it leaves open, applies it to the world and returns it. It reports whether
// the world has changed; on an error it has not. No other goroutine may see the world.
func (w *World) carryOut(c model.Command) (resolved model.Command, changed bool, err error) {
	if err := c.Check(); err != nil {
		return c, false, err
	}
	v := verbOf(c)
	if c, err = v.resolve(w, c); err != nil {
		return c, false, err
	}
	return c, v.apply(w, c), nil
}
