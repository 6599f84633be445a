package world

import (
	"cmp"
	"slices"
	"time"
)

// tasks holds all tasks of a world: those of the scenario's slots, and those that commands started.
type tasks struct {
	slots   []*slotTasks
	ids     taskIDs
	started *startedTasks
}

// find returns the slot and run of a task of the scenario.
func (ts tasks) find(id string) (*slotTasks, int64, bool) {
	index, run, ok := ts.ids.parse(id)
	if !ok || run < -ts.slots[index].reach() || run > ts.slots[index].reach() {
		return nil, 0, false
	}
	return ts.slots[index], run, true
}

// has reports whether the scenario, at any time, or a command has a task with that id.
func (ts tasks) has(id string) bool {
	if _, ok := ts.started.number(id); ok {
		return true
	}
	_, _, ok := ts.find(id)
	return ok
}

// plan returns the plan of a task, or nil if no task has that id.
func (ts tasks) plan(c *conditions, id string) *plan {
	if number, ok := ts.started.number(id); ok {
		return ts.started.plan(c, number).plan
	}
	if st, run, ok := ts.find(id); ok {
		return st.plan(c, run)
	}
	return nil
}

// order returns the tasks after one more order to one of them.
func (ts tasks) order(c *conditions, id string, o order) tasks {
	if number, ok := ts.started.number(id); ok {
		ts.started = ts.started.order(number, o)
		return ts
	}
	st, run, _ := ts.find(id)
	return ts.withSlot(st.with(c, run, o))
}

// replanned returns the tasks after a change to n at t.
func (ts tasks) replanned(c *conditions, n *node, t time.Duration) tasks {
	if n.slot == nil {
		ts.started = ts.started.replanned(t)
		return ts
	}
	return ts.withSlot(ts.slots[n.slot.index].replanned(c, t))
}

func (ts tasks) withSlot(st *slotTasks) tasks {
	ts.slots = slices.Clone(ts.slots)
	ts.slots[st.index] = st
	return ts
}

// appendOn appends the plans of the tasks that n may work on in (from, to]. n is a node of the cluster.
func (ts tasks) appendOn(plans []*plan, c *conditions, n *node, from, to time.Duration) []*plan {
	if n.slot != nil {
		return ts.slots[n.slot.index].appendCurrent(plans, c, from, to)
	}
	return ts.started.appendOn(plans, c, n, to)
}

// during returns the plans of the tasks that were current at some instant in (from, to], in start order. Started tasks
// stay current for kept after their end.
func (ts tasks) during(c *conditions, from, to, kept time.Duration) []*plan {
	plans := make([]*plan, 0, len(ts.slots))
	for _, st := range ts.slots {
		plans = st.appendCurrent(plans, c, from, to)
	}
	for _, p := range ts.started.during(c, from-kept, to) {
		plans = append(plans, p)
	}
	slices.SortStableFunc(plans, func(a, b *plan) int { return cmp.Compare(a.startAt(to), b.startAt(to)) })
	return slices.Clip(plans)
}
