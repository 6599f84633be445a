package world

import (
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
