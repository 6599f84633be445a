package world

import (
	"time"

	"trainmock/stream/model"
)

// order is a command to one task, in the form that the planner applies. A zero field has no effect.
type order struct {
	at time.Duration
	// ends is the final status that the order gives the task, in any state. It is empty if the order does not end the
	// task. reason says why.
	ends   model.Status
	reason string
	// interrupt changes a running stage from an instant on. It returns the instant at which the task next looks for
	// nodes, or never.
	interrupt func(pl *planner, s stage, t time.Duration) time.Duration
	// pauses marks an order after which the task may overrun the time of its slot. resumes marks one that ends a
	// pause.
	pauses, resumes bool
	// spike is the factor of a loss spike.
	spike float64
}

// orders lists the orders to one task in time order. The loss spikes are apart, because they leave its stages as they
// are.
type orders struct{ toStages, spikes blocks[order] }

// with returns the orders with one more.
func (all orders) with(o order) orders {
	list := &all.toStages
	if o.spike != 0 {
		list = &all.spikes
	}
	i := list.search(func(other *order) bool { return other.at > o.at })
	*list = list.replaced(i, i, o)
	return all
}

// interruptsRunning reports whether an order interrupts a running task.
func interruptsRunning(o order) bool { return endsTask(o) || o.interrupt != nil }

// endsTask reports whether an order ends a task in any status.
func endsTask(o order) bool { return o.ends != "" }

// firstOrder returns the first order of a kind in [from, until).
func (pl *planner) firstOrder(from, until time.Duration, kind func(order) bool) (order, bool) {
	all := &pl.task.orders.toStages
	first := all.search(func(o *order) bool { return o.at >= from })
	for _, o := range all.from(max(first, pl.carriedOut)) {
		if o.at >= until {
			break
		}
		if kind(*o) {
			return *o, true
		}
	}
	return order{}, false
}

// nextOrder returns the first order that changes a running stage before end: one of the task's, or the one to leave a
// drained node.
func (pl *planner) nextOrder(s stage, end time.Duration) (order, bool) {
	o, ok := pl.firstOrder(s.from, end, interruptsRunning)
	if ok {
		end = o.at
	}
	if move, moves := pl.relocation(s, min(end, s.stopping)); moves {
		return move, true
	}
	return o, ok
}

// apply applies an order to a running stage. It returns the instant at which the task next looks for nodes, or never.
func (pl *planner) apply(s stage, o order) time.Duration {
	if o.interrupt != nil {
		return o.interrupt(pl, s, o.at)
	}
	s.stopping = min(s.stopping, o.at)
	pl.add(s)
	pl.finish(o.at, o.ends, o.reason)
	return never
}

// markCarriedOut marks the orders up to an instant as carried out.
func (pl *planner) markCarriedOut(until time.Duration) {
	all := &pl.task.orders.toStages
	for pl.carriedOut < all.len() && all.at(pl.carriedOut).at <= until {
		pl.carriedOut++
	}
}

// addRequestedSpikes adds the loss spikes requested by orders at or after t. It replaces those that the plan already
// has.
func (pl *planner) addRequestedSpikes(t time.Duration) {
	kept := pl.requested.search(func(a *requestedSpikes) bool { return a.since >= t })
	all := &pl.task.orders.spikes
	pl.requested = pl.requested.cut(kept)
	for _, o := range all.from(all.search(func(o *order) bool { return o.at >= t })) {
		if m := pl.at(o.at); m.stage.status == model.Running {
			pl.request(spike{step: m.point.step + 1, factor: o.spike, since: o.at})
		}
	}
}
