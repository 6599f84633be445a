package world

import (
	"slices"
	"sort"
	"time"

	"trainmock/stream/model"
)

// order is a command that names a task, as its planner carries it out. What is not set is not asked for.
type order struct {
	at time.Duration
	// ends is the status with which the task ends, whether it waits, runs or is paused; reason says why.
	ends   model.Status
	reason string
	// interrupt changes a running stage from an instant on. It returns as proceed does.
	interrupt func(pl *planner, s stage, t time.Duration) time.Duration
	// pauses marks an interruption after which the task may outlast its time; resumes ends it.
	pauses, resumes bool
	// spike is the factor of a jump of the loss.
	spike float64
}

// anyOrder and endsTask report whether an order interrupts a task that runs, and one that waits.
func anyOrder(o order) bool { return endsTask(o) || o.interrupt != nil }
func endsTask(o order) bool { return o.ends != "" }

// interruption returns the first order of a kind in [from, until).
func (pl *planner) interruption(from, until time.Duration, kind func(order) bool) (order, bool) {
	first := sort.Search(len(pl.orders), func(i int) bool { return pl.orders[i].at >= from })
	for _, o := range pl.orders[first:] {
		if o.at >= until {
			break
		}
		if kind(o) {
			return o, true
		}
	}
	return order{}, false
}

// apply does to a running stage what an order asks for. It returns as proceed does.
func (pl *planner) apply(s stage, o order) time.Duration {
	if o.interrupt != nil {
		return o.interrupt(pl, s, o.at)
	}
	s.stopping = min(s.stopping, o.at)
	pl.add(s)
	pl.finish(o.at, o.ends, o.reason)
	return never
}

// mark is a planner that is about to lay out a running stage, the last of a plan.
type mark struct {
	stages        int
	stage         stage
	moving, limit time.Duration
	goal          time.Duration
	outcome       model.Status
	reason        string
	diverging     divergence
	// orders is how many were still to come.
	orders int
}

// setMark notes where to go on. What proceed decides of the stage is decided again.
func (pl *planner) setMark(s stage, moving time.Duration) {
	s.legs, s.stopping = nil, 0
	pl.mark = mark{
		stages: len(pl.stages), stage: s, moving: moving, limit: pl.limit, goal: pl.goal, outcome: pl.outcome, reason: pl.reason,
		diverging: pl.diverging, orders: len(pl.orders),
	}
}

// extend plans a task anew after one more order, given its plan without that. What comes before its last running stage
// stays, so that thousands of orders to one task cost little each. Where the order does not come behind that and behind all
// others, the whole task is laid out.
func (c *conditions) extend(before *plan, a assignment) *plan {
	newest := len(a.orders) - 1
	behind := before.mark.stage.from
	if newest > 0 {
		behind = max(behind, a.orders[newest-1].at)
	}
	if before.mark.stages == 0 || a.orders[newest].at <= behind {
		return c.layOut(a)
	}
	p, m := *before, before.mark
	// Most orders add a few stages.
	p.stages = append(make([]stage, 0, m.stages+8), p.stages[:m.stages]...)
	p.spikes, p.ended, p.diverging = slices.Clip(p.spikes), never, m.diverging
	pl := c.planner(&p, a)
	pl.limit, pl.goal, pl.outcome, pl.reason = m.limit, m.goal, m.outcome, m.reason
	pl.orders = a.orders[newest-m.orders:]
	pl.goOn(pl.proceed(m.stage, m.moving))
	pl.addSpikes(a.orders[newest:])
	return &p
}

// dropOrders forgets the orders up to an instant, which have had their effect.
func (pl *planner) dropOrders(until time.Duration) {
	for len(pl.orders) > 0 && pl.orders[0].at <= until {
		pl.orders = pl.orders[1:]
	}
}

// addSpikes adds the loss spikes that commands ask for.
func (pl *planner) addSpikes(orders []order) {
	for _, o := range orders {
		if o.spike == 0 {
			continue
		}
		if m := pl.at(o.at); m.stage.status == model.Running {
			pl.spikes = append(pl.spikes, spike{step: m.place.step + 1, factor: o.spike, since: o.at})
		}
	}
}
