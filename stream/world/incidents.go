package world

import (
	"iter"
	"time"
)

// incidents answers when a node was lost. At most one incident begins in a window of time, and each lasts at most a
// quarter of a window, so that any instant is answered from two windows.
type incidents struct {
	Incidents
	window time.Duration
}

func newIncidents(spec Incidents) incidents {
	window := 4 * spec.RepairMax
	if spec.Every > 0 {
		window = max(spec.Every, spec.RepairMax)
	}
	return incidents{Incidents: spec, window: window}
}

// during yields the incidents of n that overlap [from, to], in order.
func (in incidents) during(n *node, from, to time.Duration) iter.Seq[incident] {
	return func(yield func(incident) bool) {
		if in.Outage && !n.derived {
			if o := in.outage(n); o.lost <= to {
				yield(o)
			}
			return
		}
		if !in.possible(n) {
			return
		}
		k, _ := floorDiv(int64(from), int64(in.window))
		for w := k - 1; time.Duration(w)*in.window <= to; w++ {
			i, ok := in.inWindow(n, w)
			if ok && i.lost <= to && from < i.back && !yield(i) {
				return
			}
		}
	}
}

// at is the incident that keeps n away at t, from its last contact until its return.
func (in incidents) at(n *node, t time.Duration) (incident, bool) {
	for i := range in.during(n, t, t) {
		return i, true
	}
	return incident{}, false
}

// first is the first incident of n that begins in (after, until].
func (in incidents) first(n *node, after, until time.Duration) (incident, bool) {
	for i := range in.during(n, after, until) {
		if i.lost > after {
			return i, true
		}
	}
	return incident{}, false
}

// possible says whether windows have to be searched for incidents of n.
func (in incidents) possible(n *node) bool {
	return !n.derived && (in.Rate > 0 || in.Every > 0 && n.slot != nil)
}

// inWindow is the incident of n that begins in the window with that number.
func (in incidents) inWindow(n *node, window int64) (incident, bool) {
	if in.Every > 0 {
		return in.scheduled(n, window)
	}
	return in.byChance(n, window)
}

// scheduled gives one node of each slot an incident in each window: one of those that a task would use first.
func (in incidents) scheduled(n *node, window int64) (incident, bool) {
	k := n.slot.key.of(aboutIncident, uint64(window))
	if n.slot.nodes[k.of(aboutTarget).below(n.slot.job.Nodes)] != n {
		return incident{}, false
	}
	room := float64(in.window - in.RepairMax)
	lost := time.Duration(window)*in.window + time.Duration(k.unit()*room)
	return in.begin(n, k, lost), true
}

// byChance makes incidents arrive as a Poisson process thinned to one a window. One that begins while the node is
// still away is left out.
func (in incidents) byChance(n *node, window int64) (incident, bool) {
	i, ok := in.arrival(n, window)
	if !ok {
		return incident{}, false
	}
	before, ok := in.arrival(n, window-1)
	return i, !ok || before.back < i.lost
}

// arrival is the incident that the Poisson process puts into a window.
func (in incidents) arrival(n *node, window int64) (incident, bool) {
	const perDay = 1e-3 / float64(24*time.Hour)
	k := n.key.of(aboutIncident, uint64(window))
	if k.unit() >= in.Rate*perDay*float64(in.window) {
		return incident{}, false
	}
	return in.begin(n, k, time.Duration(window)*in.window+time.Duration(k.of(aboutBoundary).unit()*float64(in.window))), true
}

// begin draws the course of an incident whose last contact is given.
func (in incidents) begin(n *node, k key, lost time.Duration) incident {
	lost = lost.Truncate(time.Microsecond)
	return incident{
		lost:    lost,
		unknown: lost + in.Unknown,
		dead:    lost + spread(k.of(aboutDetection), in.DeadMin, in.DeadMax),
		back:    lost + spread(k.of(aboutRepair), in.RepairMin, in.RepairMax),
		cause:   drawCause(k.of(aboutCause), n.group.GPUs > 0),
	}
}

// outage is the incident that takes n away for good.
func (in incidents) outage(n *node) incident {
	k := n.key.of(aboutIncident)
	i := in.begin(n, k, -5*time.Minute+spread(k, 0, 3*time.Second))
	i.back, i.cause = never, "power failure in the data hall"
	return i
}

// spread is uniform in [low, high), in whole microseconds.
func spread(k key, low, high time.Duration) time.Duration {
	return (low + time.Duration(k.unit()*float64(high-low))).Truncate(time.Microsecond)
}
