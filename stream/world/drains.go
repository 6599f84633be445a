package world

import (
	"iter"
	"time"
)

// drains knows when commands took nodes out of use. It is immutable: a change returns a new value.
type drains struct{ perNode[drain] }

// drain is a span of time, [from, to), during which a node takes no new task.
type drain struct{ from, to time.Duration }

// at returns the drain of n at t, if there is one.
func (d *drains) at(n *node, t time.Duration) (drain, bool) {
	list := d.of(n)
	if i := list.search(func(d *drain) bool { return d.to > t }); i < list.len() && list.at(i).from <= t {
		return *list.at(i), true
	}
	return drain{}, false
}

// after yields the drains of n that end after t, in order.
func (d *drains) after(n *node, t time.Duration) iter.Seq2[int, *drain] {
	list := d.of(n)
	return list.from(list.search(func(d *drain) bool { return d.to > t }))
}

// begin returns the drains after n is drained at t for some time, or for good if that is 0. Overlapping and touching
// drains are merged.
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
	if end == first+1 && *list.at(first) == next {
		return d
	}
	return drains{d.with(n, list.replaced(first, end, next))}
}

// end returns the drains after n takes tasks again at t.
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
