package world

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
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
	commands []Command
	index    map[string]int

	mu sync.Mutex
	// plans are those of the first commands: as many as somebody asked about. left is when these leave their nodes.
	plans []*plan
	left  map[*node]time.Duration
}

func newStartedTasks(nodes []*node) *startedTasks {
	st := &startedTasks{index: map[string]int{}, left: map[*node]time.Duration{}}
	for _, n := range nodes {
		if n.slot == nil && n.group.Role != HeadNode {
			st.free = append(st.free, n)
		}
	}
	return st
}

// with is a copy with one more command; the plans are as they were.
func (st *startedTasks) with(c Command) *startedTasks {
	next := st.again(len(st.commands))
	next.commands = append(slices.Clip(st.commands), c)
	next.index = maps.Clone(st.index)
	next.index[c.StartTask.TaskID] = len(st.commands)
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
func (st *startedTasks) occupy(c Command, p *plan) {
	for _, n := range st.free {
		if slices.Contains(c.StartTask.Nodes, n.id) {
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
func (w *World) layOutStarted(c Command, left map[*node]time.Duration) *plan {
	pool := make([]*node, len(c.StartTask.Nodes))
	ready := c.At
	for i, id := range c.StartTask.Nodes {
		pool[i] = w.byID[id]
		ready = max(ready, left[pool[i]])
	}
	return w.layOut(assignment{
		id: c.StartTask.TaskID, key: w.key.Of(aboutTask, aboutCommand).OfText(c.StartTask.TaskID), job: c.StartTask.job(),
		pool: pool, ready: ready, submitted: c.At, limit: later(ready, startedLimit), commands: w.byTask[c.StartTask.TaskID],
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
		if p.started <= t && t < p.ended && slices.Contains(st.commands[i].StartTask.Nodes, n.id) {
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

// job is the source of a started task: rounds of a few seconds, so that one can watch.
func (c *StartTask) job() *Job {
	classes := 10
	if c.Kind == LanguageModel {
		classes = 50257
	}
	return &Job{
		Name: c.Name, Kind: c.Kind, Nodes: len(c.Nodes), Queue: time.Second, Epochs: c.Rounds, Steps: 10,
		StepTime: 360 * time.Millisecond, Startup: time.Second, Evaluation: 400 * time.Millisecond,
		Checkpoint: 200 * time.Millisecond, CheckpointEvery: 2, Classes: classes, LearningRate: c.LearningRate, Batch: 64,
	}
}

// complete fills in what a start command leaves open, and decides its place.
func (w *World) complete(c Command) (Command, error) {
	s := *c.StartTask
	if len(w.started.free) == 0 {
		return c, fmt.Errorf("start_task: scenario %q has no nodes that are free for started tasks", w.Scenario.Name)
	}
	s.Name, s.Kind = orDefault(s.Name, "task"), orDefault(s.Kind, Federated)
	s.Rounds, s.LearningRate = orDefault(s.Rounds, 10), orDefault(s.LearningRate, 0.01)
	s.Clients = min(orDefault(s.Clients, len(w.started.free)), len(w.started.free))
	if len(s.Nodes) == 0 {
		s.Nodes = w.place(s.Clients, c.At)
	}
	for _, id := range s.Nodes {
		if !slices.Contains(ids(w.started.free), id) {
			return c, fmt.Errorf("start_task: node %q is not free for started tasks: leave nodes out, or use some of %s", id, strings.Join(ids(w.started.free), ", "))
		}
	}
	if _, ok := parseTaskID(s.TaskID); s.TaskID != "" && (!ok || w.HasTask(s.TaskID)) {
		return c, fmt.Errorf("start_task: task_id %q is taken or not task_ and eight hexadecimal digits: leave it out", s.TaskID)
	}
	if s.TaskID == "" {
		s.TaskID = w.freeTaskID()
	}
	if s.TaskID == "" {
		return c, errors.New("start_task: no task id is free: use a scenario with fewer slots or longer periods")
	}
	c.StartTask = &s
	return c, nil
}

// maxTaskDraws bounds the draws for a task's id. A scenario whose slots take nine ids in ten leaves none in 10⁴⁵ tries.
const maxTaskDraws = 1000

// freeTaskID draws an id that no task has; it is empty where the scenario's slots leave none.
func (w *World) freeTaskID() string {
	k := w.key.Of(aboutTaskID, aboutCommand, uint64(len(w.started.commands)))
	for try := range uint64(maxTaskDraws) {
		if id := formatTaskID(uint32(k.Of(try))); !w.HasTask(id) {
			return id
		}
	}
	return ""
}

// orDefault is v, or what stands for its zero value.
func orDefault[T comparable](v, usual T) T {
	var zero T
	if v == zero {
		return usual
	}
	return v
}

// place picks nodes for a task at t: those that are there, and of them those that are free first.
func (w *World) place(size int, t time.Duration) []string {
	w.started.all(w)
	left := maps.Clone(w.started.left)
	for _, n := range w.started.free {
		if i, away := w.outages.at(n, t); away {
			left[n] = max(left[n], i.back)
		}
	}
	nodes := slices.Clone(w.started.free)
	slices.SortStableFunc(nodes, func(a, b *node) int { return cmp.Compare(max(left[a], t), max(left[b], t)) })
	return ids(nodes[:size])
}
