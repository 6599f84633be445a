package world

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The errors of With that a caller can tell from others.
var (
	// ErrNoTask and ErrNoNode say that a command names what is not there.
	ErrNoTask = errors.New("Task not found")
	ErrNoNode = errors.New("Node not found")
)

// With is the world after one more command, and the command as it was logged: with its place and ids decided. Instants
// before the command's are as they were; w itself does not change. It fails when the command names what is not there,
// holds a value out of range, or comes before the last one.
func (w *World) With(c Command) (*World, Command, error) {
	if n := len(w.Commands); n > 0 && c.At < w.Commands[n-1].At {
		return nil, c, fmt.Errorf("a command at %s comes too late: the last one was at %s", c.At, w.Commands[n-1].At)
	}
	c, err := w.resolve(c)
	if err != nil {
		return nil, c, err
	}
	next := *w
	next.Commands = append(slices.Clip(w.Commands), c)
	next.apply(c)
	return &next, c, nil
}

// replay applies the scenario's timeline and the commands of the options, merged by their instants. A command of the
// timeline that does not fit, because its task is not there, is left out.
func (w *World) replay(commands []Command) (*World, error) {
	timeline := slices.Clone(w.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b Command) int { return int(min(1, max(-1, a.At-b.At))) })
	for _, c := range timeline {
		if c, err := w.resolve(c); err == nil {
			next := *w
			next.apply(c)
			w = &next
		}
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

// resolve checks a command and decides what it leaves open.
func (w *World) resolve(c Command) (Command, error) {
	if err := c.Check(); err != nil {
		return c, err
	}
	c = c.clone()
	if id := c.nodeID(); id != nil {
		if *id = w.named(*id, c.At, w.nthNode); !w.HasNode(*id) {
			return c, ErrNoNode
		}
	}
	if id := c.taskID(); id != nil {
		if *id = w.named(*id, c.At, w.nthTask); !w.HasTask(*id) {
			return c, ErrNoTask
		}
	}
	if c.LossSpike != nil {
		c.LossSpike.Factor = orDefault(c.LossSpike.Factor, usualSpike)
	}
	if c.StartTask != nil {
		return w.complete(c)
	}
	return c, nil
}

// named turns "#2" into the id of the second.
func (w *World) named(id string, t time.Duration, nth func(int, time.Duration) string) string {
	if number, ok := strings.CutPrefix(id, "#"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			return nth(n, t)
		}
	}
	return id
}

func (w *World) nthNode(n int, _ time.Duration) string {
	if n < 1 || n > len(w.nodes) {
		return ""
	}
	return w.nodes[n-1].id
}

func (w *World) nthTask(n int, t time.Duration) string {
	if n < 1 || n > len(w.slots) {
		return ""
	}
	return w.ids.format(n-1, w.slots[n-1].era(t))
}

// apply brings the indices of a world that nobody uses yet up to date with a command that is resolved.
func (w *World) apply(c Command) {
	if id := c.nodeID(); id != nil {
		w.applyToNode(c, w.byID[*id])
		return
	}
	if c.StartTask != nil {
		w.started = w.started.with(c)
		return
	}
	id := *c.taskID()
	w.byTask = maps.Clone(w.byTask)
	w.byTask[id] = append(slices.Clip(w.byTask[id]), c)
	if w.started.has(id) {
		w.started = w.started.again()
		return
	}
	s, era, _ := w.slotOf(id)
	if c.PauseTask != nil && !slices.Contains(w.paused[s], era) {
		w.paused = maps.Clone(w.paused)
		w.paused[s] = append(slices.Clip(w.paused[s]), era)
	}
	w.forget(s)
}

// applyToNode is apply for a command that names a node.
func (w *World) applyToNode(c Command, n *node) {
	w.outages.commanded, w.slowdowns.commanded = maps.Clone(w.outages.commanded), maps.Clone(w.slowdowns.commanded)
	switch {
	case c.FailNode != nil:
		w.outages.commanded[n] = w.outages.fail(n, c.At, c.FailNode.For)
	case c.RecoverNode != nil:
		w.outages.commanded[n] = w.outages.recover(n, c.At)
		w.slow(n, c.At, 1)
	case c.SlowNode != nil:
		w.slow(n, c.At, c.SlowNode.Factor)
	}
	if n.slot == nil {
		w.started = w.started.again()
		return
	}
	w.forget(n.slot)
}

// slow sets a node's factor from t on.
func (w *World) slow(n *node, t time.Duration, factor float64) {
	if factor == 1 && len(w.slowdowns.commanded[n]) == 0 {
		return
	}
	w.slowdowns.commanded[n] = append(slices.Clip(w.slowdowns.commanded[n]), slowdown{from: t, factor: factor})
}

// forget drops the plans of a slot.
func (w *World) forget(s *slot) {
	w.plans = slices.Clone(w.plans)
	w.plans[s.index] = &eraPlans{}
}
