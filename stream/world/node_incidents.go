package world

import (
	"iter"
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// iterator yields incidents.
type iterator = iter.Seq[incident]

// incidents draws the losses of nodes that the scenario describes. At most one incident of a node begins in a window
// of time and none lasts longer than a window. So two windows suffice for any instant.
type incidents struct {
	model.Incidents
	// window is the length of the windows. With PerTask the windows are the runs of the node's slot instead.
	window time.Duration
	// octaves is log₂ of the longest repair over the shortest.
	octaves float64
}

// usualDetection is the time until a loss is noticed, for scenarios that do not set it: Ray checks every 3 s and gives
// up after five misses.
var usualDetection = model.Incidents{Unknown: 6 * time.Second, DeadMin: 15 * time.Second, DeadMax: 20 * time.Second}

// density is the probability that a window holds an incident of a usual node. In a Poisson process it would be near 0.
const density = 0.25

// One node in ten is a lemon: it fails lemonRate times as often as the mean of all nodes, the others usualRate times.
// Nodes then differ about as much as those of large clusters do.
const (
	lemonOf   = 10
	lemonRate = 2.75
	usualRate = (lemonOf - lemonRate) / (lemonOf - 1)
)

func newIncidents(spec model.Incidents) incidents {
	if spec.DeadMax == 0 {
		spec.Unknown = usualDetection.Unknown
		spec.DeadMin, spec.DeadMax = usualDetection.DeadMin, usualDetection.DeadMax
	}
	window := time.Duration(0)
	switch {
	case spec.Every > 0:
		window = max(spec.Every, spec.RepairMax)
	case spec.Rate > 0:
		window = max(time.Duration(density*1000*24*float64(time.Hour)/spec.Rate), 4*spec.RepairMax)
	}
	octaves := 0.0
	if spec.RepairMin > 0 {
		octaves = roundTo(math.Log2(float64(spec.RepairMax)/float64(spec.RepairMin)), 6)
	}
	return incidents{Incidents: spec, window: window, octaves: octaves}
}

// during yields the incidents of n that overlap [from, to], in order.
func (in *incidents) during(n *node, from, to time.Duration) iterator {
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
		for w := in.windowAt(n, from) - 1; in.windowBegin(n, w) <= to; w++ {
			i, ok := in.inWindow(n, w)
			if ok && i.lost <= to && from < i.back && !yield(i) {
				return
			}
		}
	}
}

// at returns the incident that keeps n away at t, from its last contact until its return. It avoids the iterator of
// during, because it is called for every node at every instant, and remembers between which two incidents t lies, if
// none does (BenchmarkNode).
func (in *incidents) at(n *node, t time.Duration) (incident, bool) {
	if in.Outage && !n.derived {
		o := in.outage(n)
		return o, o.lost <= t
	}
	if !in.possible(n) {
		return incident{}, false
	}
	if c := n.calm.Load(); c != nil && c.from <= t && t < c.to {
		return incident{}, false
	}
	k := in.windowAt(n, t)
	c := calm{in.windowBegin(n, k), in.windowBegin(n, k+1)}
	for w := k - 1; w <= k; w++ {
		i, ok := in.inWindow(n, w)
		switch {
		case !ok:
		case t < i.lost:
			c.to = min(c.to, i.lost)
		case t < i.back:
			return i, true
		default:
			c.from = max(c.from, i.back)
		}
	}
	n.calm.Store(&c)
	return incident{}, false
}

// calm is a span of time in which the scenario does not lose a node. to does not belong to it.
type calm struct{ from, to time.Duration }

// possible reports whether the scenario can lose n in a window.
func (in *incidents) possible(n *node) bool {
	return !n.derived && (in.Rate > 0 || (in.Every > 0 || in.PerTask > 0) && n.slot != nil)
}

// windowAt returns the number of the window that contains t.
func (in *incidents) windowAt(n *node, t time.Duration) int64 {
	if in.PerTask > 0 {
		return n.slot.runAt(t)
	}
	k, _ := chance.Window(t, in.window)
	return k
}

// windowBegin returns when a window begins.
func (in *incidents) windowBegin(n *node, window int64) time.Duration {
	if in.PerTask > 0 {
		return n.slot.begin(window)
	}
	return time.Duration(window) * in.window
}

// inWindow returns the incident of n that begins in a window, if there is one.
func (in *incidents) inWindow(n *node, window int64) (incident, bool) {
	if in.Every > 0 || in.PerTask > 0 {
		return in.slotIncident(n, window)
	}
	return in.poissonIncident(n, window)
}

// slotIncident returns the one incident of a slot in a window, if it concerns n. It concerns one of the nodes that a
// task uses first.
func (in *incidents) slotIncident(n *node, window int64) (incident, bool) {
	k := n.slot.key.Of(aboutIncident, uint64(window))
	if n.slot.nodes[k.Of(aboutTarget).Below(n.slot.job.Nodes)] != n {
		return incident{}, false
	}
	if in.PerTask > 0 {
		if k.Of(aboutSize).Unit() >= in.PerTask {
			return incident{}, false
		}
		into := k.Between(0.2, 0.42) * float64(n.slot.span(window))
		return in.begin(n, k, n.slot.begin(window)+time.Duration(into)), true
	}
	room := float64(in.window - in.RepairMax)
	return in.begin(n, k, in.windowBegin(n, window)+time.Duration(k.Unit()*room)), true
}

// poissonIncident returns the incident of n in a window under a Poisson process, thinned to one a window. An incident
// that would begin while the node is still away is left out.
func (in *incidents) poissonIncident(n *node, window int64) (incident, bool) {
	i, ok := in.arrival(n, window)
	if !ok {
		return incident{}, false
	}
	before, ok := in.arrival(n, window-1)
	return i, !ok || before.back < i.lost
}

// arrival returns the arrival of the Poisson process in a window, if there is one.
func (in *incidents) arrival(n *node, window int64) (incident, bool) {
	const perDay = 1e-3 / float64(24*time.Hour)
	k := n.key.Of(aboutIncident, uint64(window))
	rate := in.Rate * usualRate
	if n.lemon {
		rate = in.Rate * lemonRate
	}
	if k.Unit() >= rate*perDay*float64(in.window) {
		return incident{}, false
	}
	into := time.Duration(k.Of(aboutBoundary).Unit() * float64(in.window))
	return in.begin(n, k, time.Duration(window)*in.window+into), true
}

// begin draws an incident with a given last contact.
func (in *incidents) begin(n *node, k chance.Key, lost time.Duration) incident {
	lost = lost.Truncate(time.Microsecond)
	c := drawCause(k.Of(aboutCause), n.group.GPUs > 0)
	return incident{
		lost:    lost,
		unknown: lost + in.Unknown,
		dead:    lost + chance.Spread(k.Of(aboutDetection), in.DeadMin, in.DeadMax),
		back:    lost + repair(k.Of(aboutRepair), c.soft, in.RepairMin, in.RepairMax, in.octaves),
		cause:   c.name,
		drawn:   c,
	}
}

// outage returns the incident that takes n away for good.
func (in *incidents) outage(n *node) incident {
	k := n.key.Of(aboutIncident)
	i := in.begin(n, k, -5*time.Minute+chance.Spread(k, 0, 3*time.Second))
	i.back, i.cause, i.drawn = never, "power failure in the data hall", nil
	return i
}
