package world

import "trainmock/stream/model"

// extend plans a task after a change, given its plan from before. It keeps all stages before the change, so thousands
// of changes cost little each.
func (c *conditions) extend(before outdated, a assignment) *plan {
	i := before.lastUnaffected(&a.orders.toStages)
	if i < 0 {
		return c.newPlan(a)
	}
	s := *before.stages.at(i)
	p := *before.plan
	p.stages, p.intent, p.ended = before.stages.cut(i), *s.planned, never
	pl := c.newPlanner(&p, a)
	if ready := pl.proceed(s, before.until); ready != never {
		pl.continueFrom(ready)
	}
	pl.addRequestedSpikes(before.until)
	return &p
}

// lastUnaffected returns the index of the last running stage that the change cannot affect: the stage, and all orders
// that it takes into account, are earlier than the change. It returns -1 if there is none.
func (o outdated) lastUnaffected(orders *blocks[order]) int {
	if o.plan == nil {
		return -1
	}
	for i := o.stageAt(o.until); i >= 0; i-- {
		s := o.stages.at(i)
		if s.status != model.Running || s.from >= o.until {
			continue
		}
		if carriedOut := s.planned.carriedOut; carriedOut == 0 || orders.at(carriedOut-1).at < o.until {
			return i
		}
	}
	return -1
}
