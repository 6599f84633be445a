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

// startedLimit is the longest time that a started task may take.
const startedLimit = 7 * 24 * time.Hour

// startedTasks holds the tasks that commands started. They share the nodes without a slot: in the order of the log,
// each task waits until the earlier ones have left its nodes. The value is immutable: a change returns a new one.
type startedTasks struct {
	// free lists the nodes without a slot, except the head; node.free is the index in it. lastTask holds, for each of
	// them, the number of the last task that takes it, or noIndex.
	free     []*node
	lastTask []int
	tasks    startedList
	// numbers maps the id of a task to its number.
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

// withNode returns the tasks with one more node for them. It may append to shared lists, see clip.
func (st *startedTasks) withNode(n *node) *startedTasks {
	next := *st
	next.free, next.lastTask = append(st.free, n), append(st.lastTask, noIndex)
	return &next
}

// clip drops the spare capacity of the lists of nodes, so that appending to a world that others see makes a copy.
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
	changed.orders = changed.orders.with(o)
	next.tasks = st.tasks.replanned(number, o.at).replaced(number, changed)
	return &next
}

// replanned returns the tasks after a change to a node at t.
func (st *startedTasks) replanned(t time.Duration) *startedTasks {
	next := *st
	next.tasks = st.tasks.replanned(0, t)
	return &next
}

// number returns the number of the task with an id, and whether there is one.
func (st *startedTasks) number(id string) (int, bool) { return st.numbers.Get(id) }

// plan returns the plan of a task, and when its nodes are free again.
func (st *startedTasks) plan(c *conditions, number int) *startedPlan {
	t := st.tasks.at(number)
	return t.planned.get(func() *startedPlan { return st.newPlan(c, t, t.before) })
}

// newPlan plans a task, given its plan from before a change. It first plans the earlier tasks on its nodes.
func (st *startedTasks) newPlan(c *conditions, t *startedTask, before outdated) *startedPlan {
	l := &startedPlan{freed: make([]time.Duration, len(t.nodes)), allFreed: always}
	ready := t.at
	for i, n := range t.nodes {
		l.freed[i] = st.freeAfter(c, n, t.previous[i], i)
		ready = max(ready, l.freed[i])
	}
	l.plan = c.extend(before, assignment{
		id: t.id, key: t.key, job: t.job, pool: t.nodes, orders: t.orders,
		submitted: t.at, ready: ready, limit: later(ready, startedLimit),
	})
	for i := range l.freed {
		l.freed[i] = max(l.freed[i], l.plan.ended)
		l.allFreed = max(l.allFreed, l.freed[i])
	}
	return l
}

// freeAfter returns when a node is free after a task and those before it. hint is the likely index of the node in the
// task. It returns 0 if the number is noIndex.
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

// freeAt returns when a node is free after all tasks.
func (st *startedTasks) freeAt(c *conditions, n *node) time.Duration {
	return st.freeAfter(c, n, st.lastTask[n.free], n.free)
}

// during yields the tasks that were submitted by to and had not ended at from, with their plans.
func (st *startedTasks) during(c *conditions, from, to time.Duration) iter.Seq2[*startedTask, *plan] {
	return func(yield func(*startedTask, *plan) bool) {
		for b, block := range st.tasks.blocks {
			if block.earliest > to || st.blockFreed(c, b) <= from {
				continue
			}
			for i, t := range block.tasks {
				if t.at > to {
					continue
				}
				if p := st.plan(c, b*blockSize+i).plan; p.ended > from && !yield(t, p) {
					return
				}
			}
		}
	}
}

// blockFreed returns when all nodes are free after the tasks of a block and those before them. It returns never for a
// block that can still grow.
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

// appendOn appends the plans of the tasks that may occupy n at t.
func (st *startedTasks) appendOn(plans []*plan, c *conditions, n *node, t time.Duration) []*plan {
	for task, p := range st.during(c, t, t) {
		if p.started <= t && task.set.has(n) {
			plans = append(plans, p)
		}
	}
	return plans
}

// any reports whether a task was submitted by t.
func (st *startedTasks) any(t time.Duration) bool {
	return slices.ContainsFunc(st.tasks.blocks, func(block *startedBlock) bool { return block.earliest <= t })
}

// jobOf returns the job of a started task. Its rounds take a few seconds, so that one can watch them.
func jobOf(v model.StartTask) *model.Job {
	classes := 10
	if v.Kind == model.LanguageModel {
		classes = 50257
	}
	return &model.Job{
		Name: v.Name, Kind: v.Kind, Nodes: len(v.Nodes), Queue: time.Second, Epochs: v.Rounds, Steps: 10,
		StepTime: 360 * time.Millisecond, Startup: time.Second, Evaluation: 400 * time.Millisecond,
		Checkpoint: 200 * time.Millisecond, CheckpointEvery: 2,
		Classes: classes, LearningRate: v.LearningRate, Batch: 64,
	}
}
