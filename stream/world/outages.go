package world

import (
	"cmp"
	"iter"
	"time"
)

// outages knows when nodes were away: because of the scenario's incidents, or because commands failed and recovered
// them. It is immutable: a change returns a new value.
type outages struct {
	incidents
	// commanded holds the incidents that commands made or changed, for each node in order. They replace the scenario's
	// incidents that begin during them.
	commanded perNode[commandedIncident]
}

// commandedIncident is an incident in such a list. covered is the latest return of it and of all before it.
type commandedIncident struct {
	incident
	covered time.Duration
}

// overlapping yields the incidents of a list that may overlap [from, to], in order.
func overlapping(list *blocks[commandedIncident], from, to time.Duration) iter.Seq[*commandedIncident] {
	return func(yield func(*commandedIncident) bool) {
		for _, c := range list.from(list.search(func(c *commandedIncident) bool { return c.covered > from })) {
			if c.lost > to || !yield(c) {
				return
			}
		}
	}
}

// during yields the incidents of n that overlap [from, to], in order.
func (o *outages) during(n *node, from, to time.Duration) iterator {
	if o.commanded.any {
		return o.merged(n, from, to)
	}
	return o.incidents.during(n, from, to)
}

// merged yields the incidents of n that overlap [from, to], in order, those of commands included.
func (o *outages) merged(n *node, from, to time.Duration) iterator {
	all := o.commanded.of(n)
	if all.len() == 0 {
		return o.incidents.during(n, from, to)
	}
	return func(yield func(incident) bool) {
		next := all.search(func(c *commandedIncident) bool { return c.covered > from })
		yieldUntil := func(t time.Duration) bool {
			for ; next < all.len() && all.at(next).lost <= t; next++ {
				if i := all.at(next).incident; i.back > from && !yield(i) {
					return false
				}
			}
			return true
		}
		for i := range o.incidents.during(n, from, to) {
			if !hidden(i, all) && (!yieldUntil(i.lost-1) || !yield(i)) {
				return
			}
		}
		yieldUntil(to)
	}
}

// hidden reports whether a commanded incident replaces i.
func hidden(i incident, commanded *blocks[commandedIncident]) bool {
	for c := range overlapping(commanded, i.lost-1, i.lost) {
		if i.lost == c.lost || i.lost > c.lost && i.lost < c.back {
			return true
		}
	}
	return false
}

// at returns the incident that keeps n away at t, from its last contact until its return.
func (o *outages) at(n *node, t time.Duration) (incident, bool) {
	if o.commanded.of(n).len() == 0 {
		return o.incidents.at(n, t)
	}
	return o.atCommanded(n, t)
}

// atCommanded does the same for a node that commands named. An incident of the scenario that they do not hide began
// before theirs.
func (o *outages) atCommanded(n *node, t time.Duration) (incident, bool) {
	all := o.commanded.of(n)
	if own, away := o.incidents.at(n, t); away && !hidden(own, all) {
		return own, true
	}
	// The first that covers t with those before it does so itself.
	first := all.search(func(c *commandedIncident) bool { return c.covered > t })
	if first == all.len() || all.at(first).lost > t {
		return incident{}, false
	}
	return all.at(first).incident, true
}

// mayLose reports whether n can be lost at all.
func (o *outages) mayLose(n *node) bool {
	return o.commanded.of(n).len() > 0 || o.Outage && !n.derived || o.possible(n)
}

// first returns the first incident of n that begins in (after, until] and ends its tasks.
func (o *outages) first(n *node, after, until time.Duration) (incident, bool) {
	if !o.mayLose(n) {
		return incident{}, false
	}
	for i := range o.during(n, after, until) {
		if i.lost > after && i.fatal() {
			return i, true
		}
	}
	return incident{}, false
}

// silent reports whether a node of the gang is silent at t and a command brings it back before it is DEAD. next is when
// that may change.
func (o *outages) silent(gang []*node, t time.Duration) (silent bool, next time.Duration) {
	next = never
	for _, n := range gang {
		nodeSilent, nodeNext := o.nodeSilent(n, t)
		silent, next = silent || nodeSilent, min(next, nodeNext)
	}
	return silent, next
}

// nodeSilent does the same for one node.
func (o *outages) nodeSilent(n *node, t time.Duration) (silent bool, next time.Duration) {
	next = never
	for i := range overlapping(o.commanded.of(n), t, never) {
		switch {
		case i.fatal() || i.back <= t:
		case i.lost > t:
			return silent, min(next, i.lost)
		default:
			silent, next = true, min(next, i.back)
		}
	}
	return silent, next
}

// fail returns the outages after n is lost at t for some time, or for good if that is 0. A node that is already away
// stays away at least as long.
func (o outages) fail(n *node, t, lasting time.Duration) outages {
	back := never
	if lasting > 0 {
		back = t + lasting
	}
	if i, away := o.at(n, t); away {
		if i.back >= back {
			return o
		}
		i.back = back
		return o.with(n, i)
	}
	i := o.begin(n, n.key.Of(aboutCommand, uint64(t)), t)
	i.back, i.cause = back, causeOnRequest
	if lasting > 0 {
		// A requested loss is noticed, however short it is.
		i.unknown, i.dead = min(i.unknown, t+lasting/3), min(i.dead, t+2*lasting/3)
	}
	return o.with(n, i)
}

// remove returns the outages after n is taken away at t for good. It is DEAD at once.
func (o outages) remove(n *node, t time.Duration) outages {
	i, away := o.at(n, t)
	if away && t >= i.dead && i.back == never {
		return o
	}
	if !away {
		i = incident{lost: t, removed: true}
	}
	if !away || t < i.dead {
		i.unknown, i.dead, i.cause = min(cmp.Or(i.unknown, t), t), t, causeRemoved
	}
	i.back = never
	return o.with(n, i)
}

// recover returns the outages after n is brought back at t.
func (o outages) recover(n *node, t time.Duration) outages {
	i, away := o.at(n, t)
	if !away {
		return o
	}
	i.back, i.recovered = t, true
	return o.with(n, i)
}

// with returns the outages with one more commanded incident of n. It replaces the one with the same last contact.
func (o outages) with(n *node, i incident) outages {
	list := o.commanded.of(n)
	first := list.search(func(c *commandedIncident) bool { return c.lost >= i.lost })
	end := first
	if first < list.len() && list.at(first).lost == i.lost {
		end++
	}
	next := list.replaced(first, end, commandedIncident{incident: i})
	for i, c := range next.from(first) {
		c.covered = c.back
		if i > 0 {
			c.covered = max(c.back, next.at(i-1).covered)
		}
	}
	o.commanded = o.commanded.with(n, next)
	return o
}
