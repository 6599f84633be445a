package world

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"trainmock/stream/model"
)

// The errors of With that a caller can tell from others.
var (
	// ErrNoTask and ErrNoNode say that a command names what is not there.
	ErrNoTask = errors.New("Task not found")
	ErrNoNode = errors.New("Node not found")
	// ErrFull says that the log holds as many commands as it can.
	ErrFull = errors.New("the command log is full: 10,000 commands are the most that a run can hold")
)

const maxCommands = 10_000

// With returns the world after one more command, and the command as it was logged: with its place and ids decided.
// Instants before the command's are as they were; w itself does not change. It fails when the command names what is not
// there, holds a value out of range, or comes before the last one.
func (w *World) With(c model.Command) (*World, model.Command, error) {
	if len(w.Commands) >= maxCommands {
		return nil, c, ErrFull
	}
	if n := len(w.Commands); n > 0 && c.At < w.Commands[n-1].At {
		return nil, c, fmt.Errorf("a command at %s comes too late: the last one was at %s", c.At, w.Commands[n-1].At)
	}
	c, err := w.resolve(c)
	if err != nil {
		return nil, c, err
	}
	next := *w
	next.Commands = append(slices.Clip(w.Commands), c)
	verbOf(c).apply(&next, c)
	return &next, c, nil
}

// replay applies the scenario's timeline, and then the commands of the options; whichever comes first, each has its effect
// at its instant. A command of the timeline that does not fit, because its task is not there, is left out.
func (w *World) replay(commands []model.Command) (*World, error) {
	timeline := slices.Clone(w.Scenario.Timeline)
	slices.SortStableFunc(timeline, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	for _, c := range timeline {
		if c, err := w.resolve(c); err == nil {
			next := *w
			verbOf(c).apply(&next, c)
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
func (w *World) resolve(c model.Command) (model.Command, error) {
	if err := c.Check(); err != nil {
		return c, err
	}
	return verbOf(c).resolve(w, c)
}

// nodeNamed returns the id of a node: "#2" is that of the second.
func (w *World) nodeNamed(id string) string {
	n, ok := number(id)
	if !ok {
		return id
	}
	if n < 1 || n > len(w.nodes) {
		return ""
	}
	return w.nodes[n-1].id
}

// taskNamed returns the id of a task: "#2" is that of the one that the second slot has at t.
func (w *World) taskNamed(id string, t time.Duration) string {
	n, ok := number(id)
	if !ok {
		return id
	}
	if n < 1 || n > len(w.slots) {
		return ""
	}
	return w.ids.format(n-1, w.slots[n-1].era(t))
}

// number reads "#2".
func number(id string) (n int, ok bool) {
	digits, ok := strings.CutPrefix(id, "#")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil
}

// order adds a command to those that name a task, and has the task planned again.
func (w *World) order(id string, o order) {
	w.byTask = maps.Clone(w.byTask)
	w.byTask[id] = append(slices.Clip(w.byTask[id]), o)
	slices.SortStableFunc(w.byTask[id], func(a, b order) int { return cmp.Compare(a.at, b.at) })
	if number, ok := w.started.index[id]; ok {
		w.started = w.started.again(number)
		return
	}
	s, era, _ := w.slotOf(id)
	w.forget(s)
	w.refreshPaused(s, era, o.pauses)
}

// refreshPaused brings what is known of a slot's paused eras up to date, with one more if it was paused. They are looked
// at in order, so that each finds those before it.
func (w *World) refreshPaused(s *slot, era int64, paused bool) {
	eras := w.paused[s]
	if !paused && len(eras) == 0 {
		return
	}
	next := make([]pausedEra, 0, len(eras)+1)
	next = append(next, eras...)
	if paused && !slices.ContainsFunc(eras, func(e pausedEra) bool { return e.era == era }) {
		next = append(next, pausedEra{era: era})
		slices.SortFunc(next, func(a, b pausedEra) int { return cmp.Compare(a.era, b.era) })
	}
	w.paused = maps.Clone(w.paused)
	w.paused[s] = nil
	for _, e := range next {
		p := w.plan(s, e.era)
		w.paused[s] = append(w.paused[s], pausedEra{era: e.era, ended: p.ended})
	}
	w.forget(s)
}

// replanNode has the tasks planned again that a node may be part of.
func (w *World) replanNode(n *node) {
	if n.slot == nil {
		w.started = w.started.again(0)
		return
	}
	w.forget(n.slot)
	w.refreshPaused(n.slot, 0, false)
}

// forget drops the plans of a slot.
func (w *World) forget(s *slot) {
	w.plans = slices.Clone(w.plans)
	w.plans[s.index] = &eraPlans{}
}
