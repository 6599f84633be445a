package world

import (
	"math"
	"time"

	"trainmock/stream/model"
)

// activity is what a node does at one instant.
type activity struct {
	// task is the task whose gang the node belongs to; nil on a free node.
	task  *moment
	phase phase
}

// activity of n at t, whether or not the node is there.
func (w *World) activity(n *node, t time.Duration) activity {
	if p := w.onlyPlanOn(n, t); p != nil {
		return p.activity(n, t)
	}
	for _, p := range w.plansOn(n, t, t) {
		if a := p.activity(n, t); a.task != nil {
			return a
		}
	}
	return activity{}
}

// onlyPlanOn returns the plan that n can be part of at t where there is just one, as for most nodes; else nil.
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

// plansOn returns the plans that n may be part of in (from, to]; where its tasks were started, only at to.
func (w *World) plansOn(n *node, from, to time.Duration) []*plan {
	switch {
	case n.task != "":
		return []*plan{w.onlyPlanOn(n, to)}
	case n.derived:
		return nil
	default:
		return w.tasks.on(&w.conditions, n, from, to)
	}
}

// activity of n at t, as far as the task of the plan goes.
func (p *plan) activity(n *node, t time.Duration) activity {
	if m := p.at(t); m.occupies() && m.stage.has(n) {
		return activity{task: &m, phase: m.phase}
	}
	return activity{}
}

// warmth follows whether n trains with a first-order lag: 0 after a long rest, 1 after long work. It is the closed
// form of the lag over the stages of the tasks that were here within five lags.
func (w *World) warmth(n *node, t, lag time.Duration) float64 {
	level := 0.0
	for _, p := range w.plansOn(n, t-5*lag, t) {
		level += p.warmth(n, t, lag)
	}
	return level
}

// newest is how many stages of a task, and legs of a stage, are looked at before the newest. There are more only where
// commands come every few milliseconds.
const maxLookBack = 64

func (p *plan) warmth(n *node, t, lag time.Duration) float64 {
	level := 0.0
	first := max(p.stageAt(t-5*lag-1), p.stageAt(t)-maxLookBack)
	for i := first; i < p.stages.len() && p.stages.at(i).from < t; i++ {
		s := p.stages.at(i)
		if s.status == model.Running && t-s.stopping <= 5*lag && s.has(n) {
			level += s.warmth(t, lag)
		}
	}
	return level
}

// warmth is what a running stage has added at t: each leg on which something moves has warmed, and has cooled since.
func (s *stage) warmth(t, lag time.Duration) float64 {
	level := 0.0
	for i := max(s.legAt(t-5*lag-1), s.legAt(t)-maxLookBack); i < len(s.legs) && s.legs[i].from < t; i++ {
		l, end := s.legs[i], s.stopping
		if i+1 < len(s.legs) {
			end = min(end, s.legs[i+1].from)
		}
		if l.rate > 0 && l.from < end && t-end <= 5*lag {
			level += decay(t-min(end, t), lag) - decay(t-l.from, lag)
		}
	}
	return level
}

// decay is what is left of a level after some time.
func decay(since, lag time.Duration) float64 { return math.Exp(-float64(since) / float64(lag)) }
