package world

import (
	"cmp"
	"slices"
	"time"
)

// slotTasks are the tasks of one slot, an run each. They are a value: a change makes others and leaves them as they
// are.
type slotTasks struct {
	*slot
	ids taskIDs
	// commanded are the runs whose tasks commands name, in order.
	commanded []commandedRun
	// anyOverruns is set where some of them anyOverruns their time.
	anyOverruns bool
	plans       *recent
}

// commandedRun is an run with the orders to its task, in order.
type commandedRun struct {
	run    int64
	orders blocks[order]
	// overruns is set where the task was paused, and may therefore last into later runs; ended is when it is over.
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

// find returns the place of an run among those that commands name, and whether it is one of them.
func (st *slotTasks) find(run int64) (index int, found bool) {
	return slices.BinarySearchFunc(st.commanded, run, func(e commandedRun, run int64) int {
		return cmp.Compare(e.run, run)
	})
}

// plan returns the plan of an run's task.
func (st *slotTasks) plan(c *conditions, run int64) *plan {
	return st.plans.get(run, func(before outdated) *plan { return c.extend(before, st.assignment(run)) })
}

func (st *slotTasks) assignment(run int64) assignment {
	a := assignment{
		id: st.ids.format(st.index, run), key: st.key.Of(aboutTask, uint64(run)), job: st.job, pool: st.nodes,
		submitted: st.begin(run), ready: st.ready(run), limit: st.begin(run+1) - time.Duration(minGap*float64(st.job.Period)),
	}
	if i, found := st.find(run); found {
		a.orders = &st.commanded[i].orders
	}
	return a
}

// ready returns when the paused tasks of earlier runs, which keep their nodes, are over. The latest of them waited for
// those before.
func (st *slotTasks) ready(run int64) time.Duration {
	before, _ := st.find(run)
	for _, e := range slices.Backward(st.commanded[:before]) {
		if e.overruns {
			return max(st.begin(run), e.ended)
		}
	}
	return st.begin(run)
}

// only returns the plan of the task at t where it is the only one that can be; nil where an earlier one may anyOverruns its
// time.
func (st *slotTasks) onlyPlan(c *conditions, t time.Duration) *plan {
	if st.anyOverruns {
		return nil
	}
	return st.plan(c, st.runAt(t))
}

// current returns the plans of the tasks in (from, to]: those of the runs, and before them those paused in earlier ones
// that are not over.
func (st *slotTasks) current(c *conditions, from, to time.Duration) []*plan {
	first, last := st.runAt(from), st.runAt(to)
	plans := make([]*plan, 0, 1+last-first)
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

// with returns the tasks after one more order to that of an run.
func (st *slotTasks) with(c *conditions, run int64, o order) *slotTasks {
	next := *st
	next.commanded = slices.Clone(st.commanded)
	i, found := st.find(run)
	if !found {
		next.commanded = slices.Insert(next.commanded, i, commandedRun{run: run})
	}
	e := &next.commanded[i]
	e.orders = withOrder(&e.orders, o)
	e.overruns = e.overruns || o.pauses
	next.anyOverruns = next.anyOverruns || o.pauses
	next.plans = st.plans.invalidated(o.at)
	next.setEnds(c, o.at)
	return &next
}

// again returns the tasks planned anew, because something changes at t.
func (st *slotTasks) replanned(c *conditions, t time.Duration) *slotTasks {
	next := *st
	next.commanded, next.plans = slices.Clone(st.commanded), st.plans.invalidated(t)
	next.setEnds(c, t)
	return &next
}

// setEnds notes when the runs that anyOverruns their time are over. It looks at them in order, so that each finds those
// before it. One that was over before t, when something changes, stays as it was.
func (st *slotTasks) setEnds(c *conditions, t time.Duration) {
	for i := range st.commanded {
		if e := &st.commanded[i]; e.overruns && (e.ended == 0 || e.ended >= t) {
			e.ended = st.plan(c, e.run).ended
		}
	}
}
