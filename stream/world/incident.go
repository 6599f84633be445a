package world

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
)

// never is an instant that no question reaches.
const never = time.Duration(math.MaxInt64)

// incident is one loss of a node. Its instants are in order: the last contact, the change to UNKNOWN, the change to
// DEAD, the return. A node that returns before a change does not see it.
type incident struct {
	lost, unknown, dead, back time.Duration
	cause                     string
	// recovered is set when a command brings the node back, removed when one took it away without a silence before.
	recovered, removed bool
}

// state is the node's state at t, for an incident that has begun.
func (i incident) state(t time.Duration) model.NodeState {
	switch {
	case t >= i.back || t < i.unknown:
		return model.Alive
	case t < i.dead:
		return model.Unknown
	default:
		return model.Dead
	}
}

// causeOnRequest is the cause of incidents that somebody asked for.
const causeOnRequest = "failed on request"

// causeRemoved is the cause of incidents that took a node out of the cluster.
const causeRemoved = "removed from the cluster"

// outages answers when a node was away: by the scenario's incidents, and by the commands that fail and recover nodes.
type outages struct {
	incidents
	// commanded are the incidents that commands made or changed, by node and in order; they hide those of the scenario
	// that they overlap.
	commanded map[*node][]incident
}

// with returns the outages with other commanded incidents of n.
func (o outages) with(n *node, commanded []incident) outages {
	o.commanded = maps.Clone(o.commanded)
	o.commanded[n] = commanded
	return o
}

// during yields the incidents of n that overlap [from, to], in order.
func (o outages) during(n *node, from, to time.Duration) iterator {
	commanded := o.commanded[n]
	if len(commanded) == 0 {
		return o.incidents.during(n, from, to)
	}
	return func(yield func(incident) bool) {
		rest := commanded
		for i := range o.incidents.during(n, from, to) {
			if hidden(i, commanded) {
				continue
			}
			for len(rest) > 0 && rest[0].lost < i.lost {
				if !yieldIf(rest[0], from, to, yield) {
					return
				}
				rest = rest[1:]
			}
			if !yield(i) {
				return
			}
		}
		for _, i := range rest {
			if !yieldIf(i, from, to, yield) {
				return
			}
		}
	}
}

// yieldIf yields an incident if it overlaps [from, to]; false ends the iteration.
func yieldIf(i incident, from, to time.Duration, yield func(incident) bool) bool {
	return i.lost > to || i.back <= from || yield(i)
}

// hidden says whether one of the commanded incidents takes the place of i.
func hidden(i incident, commanded []incident) bool {
	for _, c := range commanded {
		if i.lost == c.lost || i.lost > c.lost && i.lost < c.back {
			return true
		}
	}
	return false
}

// at is the incident that keeps n away at t, from its last contact until its return.
func (o outages) at(n *node, t time.Duration) (incident, bool) {
	if len(o.commanded[n]) == 0 {
		return o.incidents.at(n, t)
	}
	return o.amongAll(n, t)
}

// amongAll is at where commands have their say, too.
func (o outages) amongAll(n *node, t time.Duration) (incident, bool) {
	for i := range o.during(n, t, t) {
		return i, true
	}
	return incident{}, false
}

// first is the first incident of n that begins in (after, until] and is noticed.
func (o outages) first(n *node, after, until time.Duration) (incident, bool) {
	for i := range o.during(n, after, until) {
		if i.lost > after && i.unknown < i.back {
			return i, true
		}
	}
	return incident{}, false
}

// silent says whether a node of the gang is silent at t without anybody noticing, because a command brought it back in
// time, and when that may change next.
func (o outages) silent(gang []*node, t time.Duration) (silent bool, next time.Duration) {
	next = never
	for _, n := range gang {
		for _, i := range o.commanded[n] {
			switch {
			case i.unknown < i.back || i.back <= t:
			case i.lost > t:
				next = min(next, i.lost)
			default:
				silent, next = true, min(next, i.back)
			}
		}
	}
	return silent, next
}

// fail adds an incident that begins at t and lasts for some time; 0 is for good. A node that is away already stays away
// at least as long.
func (o outages) fail(n *node, t, lasting time.Duration) []incident {
	back := never
	if lasting > 0 {
		back = t + lasting
	}
	if i, away := o.at(n, t); away {
		i.back = max(i.back, back)
		return o.replaced(n, i)
	}
	i := o.begin(n, n.key.Of(aboutCommand, uint64(t)), t)
	i.back, i.cause = back, causeOnRequest
	if lasting > 0 {
		// However short it is, it is noticed: whoever asks for it wants to see it.
		i.unknown, i.dead = min(i.unknown, t+lasting/3), min(i.dead, t+2*lasting/3)
	}
	return o.replaced(n, i)
}

// remove takes a node away for good, and everybody knows at once.
func (o outages) remove(n *node, t time.Duration) []incident {
	i, away := o.at(n, t)
	if !away {
		i = incident{lost: t, removed: true}
	}
	if !away || t < i.dead {
		i.unknown, i.dead, i.cause = min(cmp.Or(i.unknown, t), t), t, causeRemoved
	}
	i.back = never
	return o.replaced(n, i)
}

// recover brings a node back at t.
func (o outages) recover(n *node, t time.Duration) []incident {
	i, away := o.at(n, t)
	if !away {
		return o.commanded[n]
	}
	i.back, i.recovered = t, true
	return o.replaced(n, i)
}

// replaced are the commanded incidents of n with one more, in place of the one that began with it.
func (o outages) replaced(n *node, i incident) []incident {
	var list []incident
	for _, c := range o.commanded[n] {
		if c.lost != i.lost {
			list = append(list, c)
		}
	}
	list = append(list, i)
	slices.SortFunc(list, func(a, b incident) int { return cmp.Compare(a.lost, b.lost) })
	return list
}
