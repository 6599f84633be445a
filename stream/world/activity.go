package world

import (
	"time"

	"trainmock/stream/model"
)

// activity says what a node does at one instant.
type activity struct {
	// task is the task whose gang the node belongs to. It is nil on a free node.
	task  *moment
	phase phase
}

// activity returns what n does at t. It does not check whether the node is away.
func (w *World) activity(n *node, t time.Duration) activity { return w.activityIn(new(moment), n, t) }

// activityIn returns the same, with room for the task.
func (w *World) activityIn(room *moment, n *node, t time.Duration) activity {
	if p := w.onlyPlanOn(n, t); p != nil {
		return p.activityIn(room, n, t)
	}
	var few [4]*plan
	for _, p := range w.appendPlansOn(few[:0], n, t, t) {
		if a := p.activityIn(room, n, t); a.task != nil {
			return a
		}
	}
	return activity{}
}

// onlyPlanOn returns the plan of the one task that n can work on at t. It returns nil if there may be several.
func (w *World) onlyPlanOn(n *node, t time.Duration) *plan {
	switch {
	case n.task != "":
		return n.planned.get(func() *plan { return w.derivedPlan(n.task) })
	case n.slot != nil:
		return w.tasks.slots[n.slot.index].onlyPlan(&w.conditions, t)
	default:
		return nil
	}
}

// appendPlansOn appends the plans that n may be part of in (from, to]. On nodes for started tasks it looks only at to.
// They are few: for the metrics of a node, memory on the stack can take them.
func (w *World) appendPlansOn(plans []*plan, n *node, from, to time.Duration) []*plan {
	switch {
	case n.task != "":
		return append(plans, w.onlyPlanOn(n, to))
	case n.derived:
		return plans
	default:
		return w.tasks.appendOn(plans, &w.conditions, n, from, to)
	}
}

// activityIn returns what n does at t for the task of the plan: nothing if the task does not hold n.
func (p *plan) activityIn(room *moment, n *node, t time.Duration) activity {
	if *room = p.at(t); room.occupies() && room.stage.has(n) {
		return activity{task: room, phase: room.phase}
	}
	return activity{}
}

// warmth returns how warm training has made the coolers of n, in [0, 1]: 0 after a long rest, 1 after long work under
// the power limit. It is a first-order lag, in closed form over the running stages of the last five time constants.
func (w *World) warmth(n *node, t, lag time.Duration) float64 {
	level := 0.0
	var few [4]*plan
	for _, p := range w.appendPlansOn(few[:0], n, t-5*lag, t) {
		level += p.warmth(n, t, lag)
	}
	return level
}

// warmth returns the share of the level that the task of the plan has added at t.
func (p *plan) warmth(n *node, t, lag time.Duration) float64 {
	level := 0.0
	first := max(p.stageAt(t-5*lag-1), p.stageAt(t)-maxLookBack)
	for i := first; i < p.stages.len() && p.stages.at(i).from < t; i++ {
		s := p.stages.at(i)
		if s.status == model.Running && t-s.stopping <= 5*lag && s.has(n) {
			level += s.warmth(t, lag)
		}
	}
	return level * p.effort.warmth()
}

// warmth returns the share of the level that a running stage has added at t. Each segment with a rate has warmed the
// node. Since its end the node has cooled.
func (s *stage) warmth(t, lag time.Duration) float64 {
	level := 0.0
	for i, l := range s.segments.from(max(s.segmentAt(t-5*lag-1), s.segmentAt(t)-maxLookBack)) {
		if l.from >= t {
			break
		}
		end := s.segmentEnd(i)
		if l.rate > 0 && l.from < end && t-end <= 5*lag {
			level += decay(t-min(end, t), lag) - decay(t-l.from, lag)
		}
	}
	return level
}
