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

// With is the world after one more command, and the command as it was logged: with its place and ids decided. Instants
// before the command's are as they were; w itself does not change. It fails when the command names what is not there,
// holds a value out of range, or comes before the last one.
func (w *World) With(c Command) (*World, Command, error) {
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
	next.apply(c)
	return &next, c, nil
}

// replay applies the scenario's timeline, and then the commands of the options; whichever comes first, each has its effect
// at its instant. A command of the timeline that does not fit, because its task is not there, is left out.
func (w *World) replay(commands []Command) (*World, error) {
	timeline := slices.Clone(w.Scenario.Timeline)
	slices.SortStableFunc(timeline, byInstant)
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
		if err := w.fits(c, *id); err != nil {
			return c, err
		}
	}
	if c.LossSpike != nil {
		c.LossSpike.Factor = orDefault(c.LossSpike.Factor, usualSpike)
	}
	switch {
	case c.StartTask != nil:
		return w.complete(c)
	case c.AddNode != nil:
		return w.welcome(c)
	}
	return c, nil
}

// fits refuses a command that could have no effect on the task as it is.
func (w *World) fits(c Command, id string) error {
	p, _ := w.task(id)
	status := p.at(c.At).stage.status
	switch {
	case w.Deleted(id, c.At):
		return ErrNoTask
	case c.DeleteTask != nil:
		return nil
	case status != Pending && status != Running && status != Paused:
		return fmt.Errorf("task %s is %s: only a task that has not ended can be changed", id, status)
	case c.ResumeTask != nil && status != Paused:
		return fmt.Errorf("resume_task: task %s is %s: only a paused task can be resumed", id, status)
	case (c.PauseTask != nil || c.LossSpike != nil || c.Diverge != nil) && status != Running:
		return fmt.Errorf("task %s is %s: only a running task can be paused, spike or diverge", id, status)
	}
	return nil
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
	switch {
	case c.StartTask != nil:
		w.started = w.started.with(c)
		return
	case c.AddNode != nil:
		w.add(c)
		return
	}
	id := *c.taskID()
	if c.DeleteTask != nil {
		w.deleted = maps.Clone(w.deleted)
		w.deleted[id] = c.At
	}
	w.byTask = maps.Clone(w.byTask)
	w.byTask[id] = append(slices.Clip(w.byTask[id]), c)
	slices.SortStableFunc(w.byTask[id], byInstant)
	if number, ok := w.started.index[id]; ok {
		w.started = w.started.again(number)
		return
	}
	s, era, _ := w.slotOf(id)
	w.forget(s)
	w.refreshPaused(s, era, c.PauseTask != nil)
}

// byInstant orders commands.
func byInstant(a, b Command) int { return cmp.Compare(a.At, b.At) }

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

// applyToNode is apply for a command that names a node.
func (w *World) applyToNode(c Command, n *node) {
	w.outages.commanded, w.slowdowns.commanded = maps.Clone(w.outages.commanded), maps.Clone(w.slowdowns.commanded)
	switch {
	case c.FailNode != nil:
		w.outages.commanded[n] = w.outages.fail(n, c.At, c.FailNode.For)
	case c.RecoverNode != nil:
		w.outages.commanded[n] = w.outages.recover(n, c.At)
		w.slow(n, c.At, 1)
	case c.RemoveNode != nil:
		w.outages.commanded[n] = w.outages.remove(n, c.At)
	case c.SlowNode != nil:
		w.slow(n, c.At, c.SlowNode.Factor)
	}
	if n.slot == nil {
		w.started = w.started.again(0)
		return
	}
	w.forget(n.slot)
	w.refreshPaused(n.slot, 0, false)
}

// slow sets a node's factor from t on.
func (w *World) slow(n *node, t time.Duration, factor float64) {
	if factor == 1 && len(w.slowdowns.commanded[n]) == 0 {
		return
	}
	list := append(slices.Clip(w.slowdowns.commanded[n]), slowdown{from: t, factor: factor})
	slices.SortStableFunc(list, func(a, b slowdown) int { return cmp.Compare(a.from, b.from) })
	w.slowdowns.commanded[n] = list
}

// forget drops the plans of a slot.
func (w *World) forget(s *slot) {
	w.plans = slices.Clone(w.plans)
	w.plans[s.index] = &eraPlans{}
}
