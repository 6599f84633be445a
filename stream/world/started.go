package world

import (
	"iter"
	"slices"
	"time"

	"github.com/benbjohnson/immutable"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// keptAfterEnd is how long a started task stays among the current ones after its end.
const keptAfterEnd = 10 * time.Minute

// startedLimit is how long a started task may take.
const startedLimit = 7 * 24 * time.Hour

// startedTasks are the tasks that commands started. They share the nodes that no slot has: in the order of the log,
// each waits until the earlier ones have left its nodes. They are a value: a change makes others, which share what
// stays.
type startedTasks struct {
	// free are the nodes that no slot has, but for the head; node.free is the place in it. newest is the number of the
	// last task that takes each, none if there is none.
	free     []*node
	lastTask []int
	tasks    startedList
	// numbers finds a task by its id.
	numbers *immutable.Map[string, int]
}

func newStartedTasks(nodes []*node) *startedTasks {
	st := &startedTasks{numbers: immutable.NewMap[string, int](nil)}
	for _, n := range nodes {
		if n.slot == nil && n.group.Role != model.HeadNode {
			n.free = len(st.free)
			st.free, st.lastTask = append(st.free, n), append(st.lastTask, noIndex)
		}
	}
	return st
}

// withNode returns the tasks with one more node that they may use. It may use room behind the lists, see clip.
func (st *startedTasks) withNode(n *node) *startedTasks {
	next := *st
	next.free, next.lastTask = append(st.free, n), append(st.lastTask, noIndex)
	return &next
}

// clip takes the room behind the lists of nodes, so that what is added to a world that others see is added to a copy.
func (st *startedTasks) clip() { st.free, st.lastTask = slices.Clip(st.free), slices.Clip(st.lastTask) }

// with returns the tasks with one more.
func (st *startedTasks) with(key chance.Key, at time.Duration, v model.StartTask, nodes []*node) *startedTasks {
	next := *st
	number := st.tasks.count
	s := submission{
		id: v.TaskID, key: key.Of(aboutTask, aboutCommand).OfText(v.TaskID), job: jobOf(v), at: at,
		nodes: nodes, set: newNodeSet(nodes),
	}
	next.lastTask = slices.Clone(st.lastTask)
	for _, n := range nodes {
		s.previous = append(s.previous, next.lastTask[n.free])
		next.lastTask[n.free] = number
	}
	next.tasks = st.tasks.with(&startedTask{submission: s})
	next.numbers = st.numbers.Set(v.TaskID, number)
	return &next
}

// order returns the tasks after one more order to one of them.
func (st *startedTasks) order(number int, o order) *startedTasks {
	next := *st
	changed := st.tasks.at(number).invalidated(o.at)
	changed.orders = withOrder(&changed.orders, o)
	next.tasks = st.tasks.replanned(number, o.at).replaced(number, changed)
	return &next
}

// again returns the tasks planned anew, because something changes at t.
func (st *startedTasks) replanned(t time.Duration) *startedTasks {
	next := *st
	next.tasks = st.tasks.replanned(0, t)
	return &next
}

// number returns the number of a task, and whether there is one with that id.
func (st *startedTasks) number(id string) (int, bool) { return st.numbers.Get(id) }

// life returns the plan of a task, and when it and those before it leave their nodes.
func (st *startedTasks) plan(c *conditions, number int) *startedPlan {
	t := st.tasks.at(number)
	return t.planned.get(func() *startedPlan { return st.newPlan(c, t, t.before) })
}

// layOut has a task planned, given when those before it leave its nodes, and an earlier plan.
func (st *startedTasks) newPlan(c *conditions, t *startedTask, before outdated) *startedPlan {
	l := &startedPlan{freed: make([]time.Duration, len(t.nodes)), allFreed: always}
	ready := t.at
	for i, n := range t.nodes {
		l.freed[i] = st.freeAfter(c, n, t.previous[i], i)
		ready = max(ready, l.freed[i])
	}
	l.plan = c.extend(before, assignment{
		id: t.id, key: t.key, job: t.job, pool: t.nodes, orders: &t.orders,
		submitted: t.at, ready: ready, limit: later(ready, startedLimit),
	})
	for i := range l.freed {
		l.freed[i] = max(l.freed[i], l.plan.ended)
		l.allFreed = max(l.allFreed, l.freed[i])
	}
	return l
}

// leaves returns when a task, and those before it, leave one of its nodes, which may be the one at a place; 0 if there
// is no such task.
func (st *startedTasks) freeAfter(c *conditions, n *node, number, hint int) time.Duration {
	if number == noIndex {
		return 0
	}
	nodes := st.tasks.at(number).nodes
	if hint >= len(nodes) || nodes[hint] != n {
		hint = slices.Index(nodes, n)
	}
	return st.plan(c, number).freed[hint]
}

// left returns when all tasks leave a node that they may use.
func (st *startedTasks) freeAt(c *conditions, n *node) time.Duration {
	return st.freeAfter(c, n, st.lastTask[n.free], n.free)
}

// during yields the tasks that were submitted by to and not over at from, with their plans.
func (st *startedTasks) during(c *conditions, from, to time.Duration) iter.Seq2[*startedTask, *plan] {
	return func(yield func(*startedTask, *plan) bool) {
		for b, block := range st.tasks.blocks {
			if st.blockFreed(c, b) <= from {
				continue
			}
			for i, t := range block.tasks {
				p := st.plan(c, b*blockSize+i).plan
				if p.submitted <= to && p.ended > from && !yield(t, p) {
					return
				}
			}
		}
	}
}

// over returns when all tasks of a block, and those before, have left its nodes; never while the block has room for
// more.
func (st *startedTasks) blockFreed(c *conditions, b int) time.Duration {
	block := st.tasks.blocks[b]
	if len(block.tasks) < blockSize {
		return never
	}
	return *block.allFreed.get(func() *time.Duration {
		over := always
		for i := range block.tasks {
			over = max(over, st.plan(c, b*blockSize+i).allFreed)
		}
		return &over
	})
}

// on returns the plans that may occupy n at t.
func (st *startedTasks) on(c *conditions, n *node, t time.Duration) []*plan {
	var plans []*plan
	for task, p := range st.during(c, t, t) {
		if p.started <= t && task.set.has(n) {
			plans = append(plans, p)
		}
	}
	return plans
}

// any reports whether a task was submitted by t.
func (st *startedTasks) any(t time.Duration) bool {
	for _, block := range st.tasks.blocks {
		if slices.ContainsFunc(block.tasks, func(task *startedTask) bool { return task.at <= t }) {
			return true
		}
	}
	return false
}

// jobOf returns the source of a started task: rounds of a few seconds, so that one can watch.
func jobOf(v model.StartTask) *model.Job {
	classes := 10
	if v.Kind == model.LanguageModel {
		classes = 50257
	}
	return &model.Job{
		Name: v.Name, Kind: v.Kind, Nodes: len(v.Nodes), Queue: time.Second, Epochs: v.Rounds, Steps: 10,
		StepTime: 360 * time.Millisecond, Startup: time.Second, Evaluation: 400 * time.Millisecond,
		Checkpoint: 200 * time.Millisecond, CheckpointEvery: 2, Classes: classes, LearningRate: v.LearningRate, Batch: 64,
	}
}
