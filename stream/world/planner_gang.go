package world

import (
	"slices"
	"time"
)

// maxChecked limits how often one search for a gang looks whether a node is available, and planChecked how often all
// searches of a plan do. A gang of thousands of nodes may never be complete, and without limits the search for it would
// take minutes. The longest run of Llama 3 (2,048 nodes, 419 interruptions in 54 days) stays below them.
const (
	maxChecked  = 300_000
	planChecked = 10 * maxChecked
)

// assemble returns the first gang that is available at or after t, and the instant. If there is none before the limit,
// it returns nil and never. If it gives up, because of maxChecked or planChecked, it returns nil and the instant up to
// which it has looked.
func (pl *planner) assemble(t time.Duration) ([]*node, time.Duration) {
	for checked := 0; t < pl.limit; {
		gang, next := pl.available(t)
		if len(gang) == pl.size {
			return gang, t
		}
		checked, pl.checked = checked+len(pl.task.pool), pl.checked+len(pl.task.pool)
		if checked > maxChecked || pl.checked > planChecked {
			return nil, t
		}
		t = next
	}
	return nil, never
}

// available returns the first nodes of the pool that can be used at t, at most as many as the gang needs. If they are
// too few, next is the earliest instant at which they may suffice.
func (pl *planner) available(t time.Duration) (gang []*node, next time.Duration) {
	gang = make([]*node, 0, pl.size)
	var backTimes []time.Duration
	for _, n := range pl.task.pool {
		if i, away := pl.outages.at(n, t); away {
			backTimes = append(backTimes, i.back)
		} else if d, drained := pl.drains.at(n, t); drained {
			backTimes = append(backTimes, d.to)
		} else if len(gang) < pl.size {
			gang = append(gang, n)
		}
	}
	missing := pl.size - len(gang)
	if missing == 0 {
		return gang, t
	}
	slices.Sort(backTimes)
	return gang, backTimes[missing-1]
}
