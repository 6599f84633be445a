package world

import (
	"slices"
	"sort"
	"time"
)

// drains answers when commands took nodes out of use.
type drains struct{ perNode[drain] }

// drain is a time in which no new task is placed on a node.
type drain struct{ from, to time.Duration }

// at returns the drain that n is in at t, and whether it is in one.
func (d *drains) at(n *node, t time.Duration) (drain, bool) {
	if rest := d.after(n, t); len(rest) > 0 && rest[0].from <= t {
		return rest[0], true
	}
	return drain{}, false
}

// after returns the drains of n that are not over at t, in order.
func (d *drains) after(n *node, t time.Duration) []drain {
	list := d.of(n)
	return list[sort.Search(len(list), func(i int) bool { return list[i].to > t }):]
}

// begin returns the drains when n is drained at t for some time; 0 is for good. Drains that it meets become one with
// it.
func (d drains) begin(n *node, t, lasting time.Duration) drains {
	next := drain{from: t, to: never}
	if lasting > 0 {
		next.to = t + lasting
	}
	var list []drain
	for _, other := range d.of(n) {
		if other.to < next.from || other.from > next.to {
			list = append(list, other)
		} else {
			next.from, next.to = min(next.from, other.from), max(next.to, other.to)
		}
	}
	return drains{d.with(n, inserted(list, next, func(other drain) bool { return other.from > next.from }))}
}

// end returns the drains when n takes tasks again at t.
func (d drains) end(n *node, t time.Duration) drains {
	now, ok := d.at(n, t)
	if !ok {
		return d
	}
	list := slices.Clone(d.of(n))
	list[slices.Index(list, now)].to = t
	return drains{d.with(n, list)}
}
