package world

import (
	"cmp"
	"slices"
	"time"
)

// slotTasks are the tasks of one slot, an era each. They are a value: a change makes others and leaves them as they
// are.
type slotTasks struct {
	*slot
	ids taskIDs
	// commanded are the eras whose tasks commands name, in order.
	commanded []commandedEra
	// outlast is set where some of them outlast their time.
	outlast bool
	plans   *recent
}

// commandedEra is an era with the orders to its task, in order.
type commandedEra struct {
	era    int64
	orders blocks[order]
	// outlasts is set where the task was paused, and may therefore last into later eras; ended is when it is over.
	outlasts bool
	ended    time.Duration
}

func newSlotTasks(slots []*slot, ids taskIDs) []*slotTasks {
	list := make([]*slotTasks, len(slots))
	for i, s := range slots {
		list[i] = &slotTasks{slot: s, ids: ids, plans: &recent{}}
	}
	return list
}

// find returns the place of an era among those that commands name, and whether it is one of them.
func (st *slotTasks) find(era int64) (place int, found bool) {
	return slices.BinarySearchFunc(st.commanded, era, func(e commandedEra, era int64) int {
		return cmp.Compare(e.era, era)
	})
}

// plan returns the plan of an era's task.
func (st *slotTasks) plan(c *conditions, era int64) *plan {
	return st.plans.get(era, func(before outdated) *plan { return c.extend(before, st.assignment(era)) })
}

func (st *slotTasks) assignment(era int64) assignment {
	a := assignment{
		id: st.ids.format(st.index, era), key: st.key.Of(aboutTask, uint64(era)), job: st.job, pool: st.nodes,
		submitted: st.begin(era), ready: st.ready(era), limit: st.begin(era+1) - time.Duration(minGap*float64(st.job.Period)),
	}
	if i, found := st.find(era); found {
		a.orders = &st.commanded[i].orders
	}
	return a
}

// ready returns when the paused tasks of earlier eras, which keep their nodes, are over. The latest of them waited for
// those before.
func (st *slotTasks) ready(era int64) time.Duration {
	before, _ := st.find(era)
	for _, e := range slices.Backward(st.commanded[:before]) {
		if e.outlasts {
			return max(st.begin(era), e.ended)
		}
	}
	return st.begin(era)
}

// only returns the plan of the task at t where it is the only one that can be; nil where an earlier one may outlast its
// time.
func (st *slotTasks) only(c *conditions, t time.Duration) *plan {
	if st.outlast {
		return nil
	}
	return st.plan(c, st.era(t))
}

// current returns the plans of the tasks in (from, to]: those of the eras, and before them those paused in earlier ones
// that are not over.
func (st *slotTasks) current(c *conditions, from, to time.Duration) []*plan {
	first, last := st.era(from), st.era(to)
	plans := make([]*plan, 0, 1+last-first)
	for _, e := range st.commanded {
		if e.outlasts && e.era < first && e.ended > from {
			plans = append(plans, st.plan(c, e.era))
		}
	}
	for era := first; era <= last; era++ {
		plans = append(plans, st.plan(c, era))
	}
	return plans
}

// with returns the tasks after one more order to that of an era.
func (st *slotTasks) with(c *conditions, era int64, o order) *slotTasks {
	next := *st
	next.commanded = slices.Clone(st.commanded)
	i, found := st.find(era)
	if !found {
		next.commanded = slices.Insert(next.commanded, i, commandedEra{era: era})
	}
	e := &next.commanded[i]
	e.orders = withOrder(&e.orders, o)
	e.outlasts = e.outlasts || o.pauses
	next.outlast = next.outlast || o.pauses
	next.plans = st.plans.changed(o.at)
	next.setEnds(c, o.at)
	return &next
}

// again returns the tasks planned anew, because something changes at t.
func (st *slotTasks) again(c *conditions, t time.Duration) *slotTasks {
	next := *st
	next.commanded, next.plans = slices.Clone(st.commanded), st.plans.changed(t)
	next.setEnds(c, t)
	return &next
}

// setEnds notes when the eras that outlast their time are over. It looks at them in order, so that each finds those
// before it. One that was over before t, when something changes, stays as it was.
func (st *slotTasks) setEnds(c *conditions, t time.Duration) {
	for i := range st.commanded {
		if e := &st.commanded[i]; e.outlasts && (e.ended == 0 || e.ended >= t) {
			e.ended = st.plan(c, e.era).ended
		}
	}
}
