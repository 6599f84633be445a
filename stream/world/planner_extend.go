package world

import (
	"slices"
	"time"
)

// setMark notes where to go on. What proceed decides of the stage is decided again.
func (pl *planner) setMark(s stage, moving time.Duration) {
	s.legs, s.stopping = nil, 0
	pl.mark = mark{
		stages: len(pl.stages), stage: s, moving: moving, orders: len(pl.orders),
		limit: pl.limit, goal: pl.goal, outcome: pl.outcome, reason: pl.reason, diverging: pl.diverging,
	}
}

// extend plans a task anew after one more order, given its plan without that. What comes before its last running stage
// stays, so that thousands of orders to one task cost little each. Where the order does not come behind that and
// behind all others, the whole task is laid out.
func (c *conditions) extend(before *plan, a assignment) *plan {
	newest := len(a.orders) - 1
	behind := before.mark.stage.from
	if newest > 0 {
		behind = max(behind, a.orders[newest-1].at)
	}
	if before.mark.stages == 0 || a.orders[newest].at <= behind {
		return c.layOut(a)
	}
	p, m := *before, before.mark
	// Most orders add a few stages.
	p.stages = append(make([]stage, 0, m.stages+8), p.stages[:m.stages]...)
	p.spikes, p.ended, p.diverging = slices.Clip(p.spikes), never, m.diverging
	pl := c.planner(&p, a)
	pl.limit, pl.goal, pl.outcome, pl.reason = m.limit, m.goal, m.outcome, m.reason
	pl.orders = a.orders[newest-m.orders:]
	if ready := pl.proceed(m.stage, m.moving); ready != never {
		pl.goOn(ready)
	}
	pl.addSpikes(a.orders[newest:])
	return &p
}
