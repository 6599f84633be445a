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

// assemble returns the first gang that is available from t on, and when. If there is none before the limit, or none is
// found within maxChecked and planChecked, it returns no gang, and how far it has looked.
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

// available returns the first nodes of the pool that can be used at t, at most as many as the gang needs. next is when
// there may be enough of them if there are not.
func (pl *planner) available(t time.Duration) (gang []*node, next time.Duration) {
	gang = make([]*node, 0, pl.size)
	var returns []time.Duration
	for _, n := range pl.task.pool {
		if i, away := pl.outages.at(n, t); away {
			returns = append(returns, i.back)
		} else if d, drained := pl.drains.at(n, t); drained {
			returns = append(returns, d.to)
		} else if len(gang) < pl.size {
			gang = append(gang, n)
		}
	}
	missing := pl.size - len(gang)
	if missing == 0 {
		return gang, t
	}
	slices.Sort(returns)
	return gang, returns[missing-1]
}
