package world

import (
	"cmp"
	"slices"
	"time"
)

// tasks are all tasks that a world holds, whether its scenario's slots or commands started them.
type tasks struct {
	slots   []*slotTasks
	ids     taskIDs
	started *startedTasks
}

// find returns the slot and run of a task that the scenario holds.
func (ts tasks) find(id string) (*slotTasks, int64, bool) {
	index, run, ok := ts.ids.parse(id)
	if !ok || run < -ts.slots[index].reach() || run > ts.slots[index].reach() {
		return nil, 0, false
	}
	return ts.slots[index], run, true
}

// has reports whether a task of the scenario, at whatever time, or one that a command started has that id.
func (ts tasks) has(id string) bool {
	if _, ok := ts.started.number(id); ok {
		return true
	}
	_, _, ok := ts.find(id)
	return ok
}

// plan returns the plan of a task; nil if none has that id.
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

// again returns the tasks planned anew that n may be part of, because something about it changes at t.
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

// on returns the plans that n, one of the cluster's nodes, may be part of in (from, to].
func (ts tasks) on(c *conditions, n *node, from, to time.Duration) []*plan {
	if n.slot != nil {
		return ts.slots[n.slot.index].current(c, from, to)
	}
	return ts.started.on(c, n, to)
}

// during returns the plans of the tasks that were current at some instant in (from, to], in start order. Started ones
// are current as long after their end as kept says.
func (ts tasks) during(c *conditions, from, to, kept time.Duration) []*plan {
	plans := make([]*plan, 0, len(ts.slots))
	for _, st := range ts.slots {
		plans = append(plans, st.current(c, from, to)...)
	}
	for _, p := range ts.started.during(c, from-kept, to) {
		plans = append(plans, p)
	}
	slices.SortStableFunc(plans, func(a, b *plan) int { return cmp.Compare(a.startAt(to), b.startAt(to)) })
	return slices.Clip(plans)
}
