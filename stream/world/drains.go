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
func (d drains) at(n *node, t time.Duration) (drain, bool) {
	if rest := d.after(n, t); len(rest) > 0 && rest[0].from <= t {
		return rest[0], true
	}
	return drain{}, false
}

// after returns the drains of n that are not over at t, in order.
func (d drains) after(n *node, t time.Duration) []drain {
	list := d.of(n)
	return list[sort.Search(len(list), func(i int) bool { return list[i].to > t }):]
}

// begin returns the drains when n is drained at t for some time; 0 is for good. A drain that it is in already lasts at
// least as long.
func (d drains) begin(n *node, t, lasting time.Duration) drains {
	next := drain{from: t, to: never}
	if lasting > 0 {
		next.to = t + lasting
	}
	if now, ok := d.at(n, t); ok {
		next.from, next.to = now.from, max(now.to, next.to)
	}
	return drains{d.with(n, append(d.before(n, t), next))}
}

// end returns the drains when n takes tasks again at t.
func (d drains) end(n *node, t time.Duration) drains {
	now, ok := d.at(n, t)
	if !ok {
		return d
	}
	return drains{d.with(n, append(d.before(n, t), drain{from: now.from, to: t}))}
}

// before returns a copy of the drains of n that are over at t.
func (d drains) before(n *node, t time.Duration) []drain {
	return slices.DeleteFunc(slices.Clone(d.of(n)), func(d drain) bool { return d.to > t })
}
