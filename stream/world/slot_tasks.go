package world

import (
	"cmp"
	"slices"
	"time"
)

// minGap is the smallest share of a run during which a slot stays empty between two tasks.
const minGap = 0.03

// slotTasks holds the tasks of one slot, one for each run. It is immutable: a change returns a new value.
type slotTasks struct {
	*slot
	ids taskIDs
	// commanded lists, in order, the runs whose tasks commands name.
	commanded []commandedRun
	// anyOverruns is true if one of them may overrun.
	anyOverruns bool
	plans       *recent
}

// commandedRun is a run with the orders to its task.
type commandedRun struct {
	run    int64
	orders orders
	// overruns is true if the task was paused and may therefore last into later runs. ended is then when it ends.
	overruns bool
	ended    time.Duration
}

func newSlotTasks(slots []*slot, ids taskIDs) []*slotTasks {
	list := make([]*slotTasks, len(slots))
	for i, s := range slots {
		list[i] = &slotTasks{slot: s, ids: ids, plans: &recent{}}
	}
	return list
}

// uncached returns the same tasks with an empty cache.
func (st *slotTasks) uncached() *slotTasks {
	copied := *st
	copied.plans = &recent{}
	return &copied
}

// find returns the index of a run in commanded, and whether it is there.
func (st *slotTasks) find(run int64) (index int, found bool) {
	return slices.BinarySearchFunc(st.commanded, run, func(e commandedRun, run int64) int {
		return cmp.Compare(e.run, run)
	})
}

// plan returns the plan of a run's task.
func (st *slotTasks) plan(c *conditions, run int64) *plan {
	return st.plans.get(run, func(before outdated) *plan { return c.extend(before, st.assignment(run)) })
}

// assignment returns the assignment of a run's task.
func (st *slotTasks) assignment(run int64) assignment {
	a := assignment{
		id: st.ids.format(st.index, run), key: runKey(st.key, run), job: st.job, pool: st.nodes,
		submitted: st.begin(run), ready: st.ready(run),
		limit: st.begin(run+1) - time.Duration(minGap*float64(st.span(run))), span: st.span(run),
	}
	if i, found := st.find(run); found {
		a.orders = st.commanded[i].orders
	}
	return a
}

// ready returns when the nodes are free for a run: at its beginning, or when the tasks that overrun into it have
// ended. The latest of those has itself waited for the others.
func (st *slotTasks) ready(run int64) time.Duration {
	before, _ := st.find(run)
	for _, e := range slices.Backward(st.commanded[:before]) {
		if e.overruns {
			return max(st.begin(run), e.ended)
		}
	}
	return st.begin(run)
}

// onlyPlan returns the plan of the task at t, or nil if an earlier task may overrun.
func (st *slotTasks) onlyPlan(c *conditions, t time.Duration) *plan {
	if st.anyOverruns {
		return nil
	}
	return st.plan(c, st.runAt(t))
}

// appendCurrent appends the plans of the runs in (from, to], after those of earlier tasks overrunning into that span.
func (st *slotTasks) appendCurrent(plans []*plan, c *conditions, from, to time.Duration) []*plan {
	first, last := st.runAt(from), st.runAt(to)
	for _, e := range st.commanded {
		if e.overruns && e.run < first && e.ended > from {
			plans = append(plans, st.plan(c, e.run))
		}
	}
	for run := first; run <= last; run++ {
		plans = append(plans, st.plan(c, run))
	}
	return plans
}

// with returns the tasks after one more order to the task of a run.
func (st *slotTasks) with(c *conditions, run int64, o order) *slotTasks {
	next := *st
	next.commanded = slices.Clone(st.commanded)
	i, found := st.find(run)
	if !found {
		next.commanded = slices.Insert(next.commanded, i, commandedRun{run: run})
	}
	e := &next.commanded[i]
	e.orders = e.orders.with(o)
	e.overruns = e.overruns || o.pauses
	next.anyOverruns = next.anyOverruns || o.pauses
	next.plans = st.plans.invalidated(o.at)
	next.setEnds(c, o.at)
	return &next
}

// replanned returns the tasks after a change to a node at t.
func (st *slotTasks) replanned(c *conditions, t time.Duration) *slotTasks {
	next := *st
	next.commanded, next.plans = slices.Clone(st.commanded), st.plans.invalidated(t)
	next.setEnds(c, t)
	return &next
}

// setEnds updates when the tasks that overrun end, after a change at t. It goes in order because each of them waits
// for those before it. A task that ended before t keeps its end.
func (st *slotTasks) setEnds(c *conditions, t time.Duration) {
	for i := range st.commanded {
		if e := &st.commanded[i]; e.overruns && (e.ended == 0 || e.ended >= t) {
			e.ended = st.plan(c, e.run).ended
		}
	}
}
