package world

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"trainmock/stream/model"
)

var startTask = verb{
	key: model.StartTask{}.Key(), resolve: (*World).resolveStartTask,
	apply: (*World).startTask,
}

// resolveStartTask fills in what a start command leaves open, and chooses the task's nodes and id.
func (w *World) resolveStartTask(c model.Command) (model.Command, error) {
	s := c.Verb.(model.StartTask)
	free := w.tasks.started.free
	if len(free) == 0 {
		name := w.options.Scenario.Name
		return c, fmt.Errorf("start_task: scenario %q has no nodes that are free for started tasks", name)
	}
	s.Name, s.Kind = cmp.Or(s.Name, "task"), cmp.Or(s.Kind, model.Federated)
	s.Rounds, s.LearningRate = cmp.Or(s.Rounds, 10), cmp.Or(s.LearningRate, 0.01)
	s.Clients = min(cmp.Or(s.Clients, len(free)), len(free))
	if len(s.Nodes) == 0 {
		s.Nodes = w.pickNodes(s.Clients, c.At)
	}
	named := make(map[string]bool, len(s.Nodes))
	for _, id := range s.Nodes {
		if n, _ := w.node(id); n.free == noIndex || named[id] {
			return c, fmt.Errorf("start_task: node %q is named twice, or not free for started tasks: "+
				"leave nodes out, or use some of %s", id, strings.Join(ids(free), ", "))
		}
		named[id] = true
	}
	if _, ok := parseTaskID(s.TaskID); s.TaskID != "" && (!ok || w.HasTask(s.TaskID)) {
		return c, fmt.Errorf("start_task: task_id %q is taken or not task_ and eight hexadecimal digits: leave it out",
			s.TaskID)
	}
	if s.TaskID == "" {
		s.TaskID = w.freeTaskID()
	}
	if s.TaskID == "" {
		return c, errors.New("start_task: no task id is free: use a scenario with fewer slots or longer periods")
	}
	c.Verb = s
	return c, nil
}

// maxTaskDraws limits the draws for a task's id. If slots take nine ids in ten, all fail once in 1e45 times.
const maxTaskDraws = 1000

// freeTaskID draws an id that no task has. It returns an empty id if it finds none.
func (w *World) freeTaskID() string {
	k := w.key.Of(aboutTaskID, aboutCommand, uint64(w.tasks.started.tasks.count))
	for try := range uint64(maxTaskDraws) {
		if id := formatTaskID(uint32(k.Of(try))); !w.HasTask(id) {
			return id
		}
	}
	return ""
}

// pickNodes returns the ids of the nodes that are available first for a task at t.
func (w *World) pickNodes(size int, t time.Duration) []string {
	started := w.tasks.started
	left := make(map[*node]time.Duration, len(started.free))
	for _, n := range started.free {
		left[n] = max(started.freeAt(&w.conditions, n), t)
		if i, away := w.outages.at(n, t); away {
			left[n] = max(left[n], i.back)
		}
		if d, drained := w.drains.at(n, t); drained {
			left[n] = max(left[n], d.to)
		}
	}
	nodes := slices.Clone(started.free)
	slices.SortStableFunc(nodes, func(a, b *node) int { return cmp.Compare(left[a], left[b]) })
	return ids(nodes[:size])
}

// startTask submits a resolved task, and plans it at once: that takes long for thousands of nodes, and the next tick
// needs the plan.
func (w *World) startTask(c model.Command) bool {
	v := c.Verb.(model.StartTask)
	nodes := make([]*node, len(v.Nodes))
	for i, id := range v.Nodes {
		nodes[i], _ = w.node(id)
	}
	w.tasks.started = w.tasks.started.with(w.key, c.At, v, nodes)
	w.tasks.started.plan(&w.conditions, w.tasks.started.tasks.count-1)
	return true
}
