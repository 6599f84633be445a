package world

import (
	"iter"
	"time"
)

// drains answers when commands took nodes out of use.
type drains struct{ perNode[drain] }

// drain is a time in which no new task is placed on a node.
type drain struct{ from, to time.Duration }

// at returns the drain that n is in at t, and whether it is in one.
func (d *drains) at(n *node, t time.Duration) (drain, bool) {
	list := d.of(n)
	if i := list.search(func(d *drain) bool { return d.to > t }); i < list.len() && list.at(i).from <= t {
		return *list.at(i), true
	}
	return drain{}, false
}

// after yields the drains of n that are not over at t, in order.
func (d *drains) after(n *node, t time.Duration) iter.Seq2[int, *drain] {
	list := d.of(n)
	return list.from(list.search(func(d *drain) bool { return d.to > t }))
}

// begin returns the drains when n is drained at t for some time; 0 is for good. Drains that it meets become one with
// it.
func (d drains) begin(n *node, t, lasting time.Duration) drains {
	next := drain{from: t, to: never}
	if lasting > 0 {
		next.to = t + lasting
	}
	list := d.of(n)
	first := list.search(func(d *drain) bool { return d.to >= next.from })
	end := first
	for i, met := range list.from(first) {
		if met.from > next.to {
			break
		}
		next.from, next.to, end = min(next.from, met.from), max(next.to, met.to), i+1
	}
	return drains{d.with(n, list.replaced(first, end, next))}
}

// end returns the drains when n takes tasks again at t.
func (d drains) end(n *node, t time.Duration) drains {
	now, ok := d.at(n, t)
	if !ok {
		return d
	}
	now.to = t
	list := d.of(n)
	i := list.search(func(d *drain) bool { return d.to > t })
	return drains{d.with(n, list.replaced(i, i+1, now))}
}
