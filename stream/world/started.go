package world

import (
	"maps"
	"slices"
	"sync"
	"time"

	"trainmock/stream/model"
)

// keptAfterEnd is how long a started task stays among the current ones after its end.
const keptAfterEnd = 10 * time.Minute

// startedLimit is how long a started task may take.
const startedLimit = 7 * 24 * time.Hour

// startedTasks are the tasks that commands started. They share the nodes that no slot has: in the order of the log,
// each waits until the earlier ones have left its nodes.
type startedTasks struct {
	// free are the nodes that no slot has, but for the head.
	free []*node
	// commands are the start commands, in order; index finds one by its task's id.
	commands []model.Command
	index    map[string]int

	mu sync.Mutex
	// plans are those of the first commands: as many as somebody asked about. left is when these leave their nodes.
	plans []*plan
	left  map[*node]time.Duration
}

func newStartedTasks(nodes []*node) *startedTasks {
	st := &startedTasks{index: map[string]int{}, left: map[*node]time.Duration{}}
	for _, n := range nodes {
		if n.slot == nil && n.group.Role != model.HeadNode {
			st.free = append(st.free, n)
		}
	}
	return st
}

// with is a copy with one more command; the plans are as they were.
func (st *startedTasks) with(c model.Command) *startedTasks {
	next := st.again(len(st.commands))
	next.commands = append(slices.Clip(st.commands), c)
	next.index = maps.Clone(st.index)
	next.index[c.Verb.(model.StartTask).TaskID] = len(st.commands)
	return next
}

// again is a copy whose plans are to be made anew, from the one with that number on.
func (st *startedTasks) again(from int) *startedTasks {
	st.mu.Lock()
	defer st.mu.Unlock()
	next := &startedTasks{free: st.free, commands: st.commands, index: st.index, left: map[*node]time.Duration{}}
	next.plans = slices.Clip(st.plans[:min(from, len(st.plans))])
	for i, p := range next.plans {
		next.occupy(st.commands[i], p)
	}
	return next
}

// occupy notes when a task leaves its nodes.
func (st *startedTasks) occupy(c model.Command, p *plan) {
	for _, n := range st.free {
		if slices.Contains(c.Verb.(model.StartTask).Nodes, n.id) {
			st.left[n] = max(st.left[n], p.ended)
		}
	}
}

func (st *startedTasks) has(id string) bool {
	_, ok := st.index[id]
	return ok
}

// all are the plans, in the order of the log.
func (st *startedTasks) all(w *World) []*plan { return st.first(w, len(st.commands)) }

// first are the plans of the first n commands.
func (st *startedTasks) first(w *World, n int) []*plan {
	st.mu.Lock()
	defer st.mu.Unlock()
	for i := len(st.plans); i < n; i++ {
		p := w.layOutStarted(st.commands[i], st.left)
		st.plans = append(st.plans, p)
		st.occupy(st.commands[i], p)
	}
	return st.plans[:n]
}

// layOutStarted plans a started task. left is when earlier ones leave a node.
func (w *World) layOutStarted(c model.Command, left map[*node]time.Duration) *plan {
	v := c.Verb.(model.StartTask)
	pool := make([]*node, len(v.Nodes))
	ready := c.At
	for i, id := range v.Nodes {
		pool[i] = w.byID[id]
		ready = max(ready, left[pool[i]])
	}
	return w.layOut(assignment{
		id: v.TaskID, key: w.key.Of(aboutTask, aboutCommand).OfText(v.TaskID), job: jobOf(v),
		pool: pool, ready: ready, submitted: c.At, limit: later(ready, startedLimit), orders: w.byTask[v.TaskID],
	})
}

// later is t + d, and never stays never.
func later(t, d time.Duration) time.Duration {
	if t > never-d {
		return never
	}
	return t + d
}

// byID is the plan of a started task; nil if there is none with that id.
func (st *startedTasks) byID(w *World, id string) *plan {
	if i, ok := st.index[id]; ok {
		return st.first(w, i+1)[i]
	}
	return nil
}

// on are the plans that may occupy n at t.
func (st *startedTasks) on(w *World, n *node, t time.Duration) []*plan {
	var plans []*plan
	for i, p := range st.all(w) {
		if p.started <= t && t < p.ended && slices.Contains(st.commands[i].Verb.(model.StartTask).Nodes, n.id) {
			plans = append(plans, p)
		}
	}
	return plans
}

// during are the plans of the tasks that were current at some instant in (from, to].
func (st *startedTasks) during(w *World, from, to time.Duration) []*plan {
	var plans []*plan
	for _, p := range st.all(w) {
		if p.submitted <= to && (p.ended == never || p.ended+keptAfterEnd > from) {
			plans = append(plans, p)
		}
	}
	return plans
}
