package world

import (
	"slices"
	"sync/atomic"
	"time"
)

// eraPlans remembers the plans of a few neighbouring eras of a slot. It only saves work: what is not there is made
// again, the same.
type eraPlans [4]atomic.Pointer[eraPlan]

type eraPlan struct {
	era  int64
	plan *plan
}

// pausedEra is an era whose task was paused, and when that task is over.
type pausedEra struct {
	era   int64
	ended time.Duration
}

func newEraPlans(slots int) []*eraPlans {
	plans := make([]*eraPlans, slots)
	for i := range plans {
		plans[i] = &eraPlans{}
	}
	return plans
}

// plan is the plan of an era's task.
func (w *World) plan(s *slot, era int64) *plan {
	entry := &w.plans[s.index][uint64(era)%4]
	if known := entry.Load(); known != nil && known.era == era {
		return known.plan
	}
	next := s.begin(era + 1)
	id := w.ids.format(s.index, era)
	p := w.layOut(assignment{
		id: id, key: s.key.Of(aboutTask, uint64(era)), job: s.job, pool: s.nodes, ready: w.free(s, era),
		submitted: s.begin(era), limit: next - time.Duration(minGap*float64(s.job.Period)), orders: w.byTask[id],
	})
	entry.Store(&eraPlan{era: era, plan: p})
	return p
}

// free is when the paused tasks of earlier eras, which keep their nodes, are over. The latest of them waited for those
// before.
func (w *World) free(s *slot, era int64) time.Duration {
	free := s.begin(era)
	for _, paused := range slices.Backward(w.paused[s]) {
		if paused.era < era {
			return max(free, paused.ended)
		}
	}
	return free
}

// current are the plans of a slot's tasks in (from, to]: those of the eras, and before them those paused in earlier ones
// that are not over.
func (w *World) current(s *slot, from, to time.Duration) []*plan {
	first, last := s.era(from), s.era(to)
	plans := make([]*plan, 0, 1+last-first)
	for _, paused := range w.paused[s] {
		if paused.era < first && paused.ended > from {
			plans = append(plans, w.plan(s, paused.era))
		}
	}
	for era := first; era <= last; era++ {
		plans = append(plans, w.plan(s, era))
	}
	return plans
}

// plansOn are the plans that n may be part of at t: those of its slot, of its derived task, or those that were started.
func (w *World) plansOn(n *node, t time.Duration) []*plan {
	switch {
	case n.slot != nil:
		return w.current(n.slot, t, t)
	case n.task != "":
		return []*plan{w.planOf(n)}
	case n.derived:
		return nil
	default:
		return w.started.on(w, n, t)
	}
}

// plansDuring are the plans of the tasks that were current at some instant in (from, to], in start order.
func (w *World) plansDuring(from, to time.Duration) []*plan {
	plans := make([]*plan, 0, len(w.slots))
	for _, s := range w.slots {
		plans = append(plans, w.current(s, from, to)...)
	}
	plans = append(plans, w.started.during(w, from, to)...)
	sortByStart(plans, to)
	return slices.Clip(plans)
}
