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
	if n.slot != nil && len(w.paused) == 0 {
		return w.plan(n.slot, n.slot.era(t)).activity(n, t)
	}
	for _, p := range w.plansOn(n, t) {
		if a := p.activity(n, t); a.task != nil {
			return a
		}
	}
	return activity{}
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
	var plans []*plan
	if n.slot != nil {
		plans = w.current(n.slot, t-5*lag, t)
	} else {
		plans = w.plansOn(n, t)
	}
	level := 0.0
	for _, p := range plans {
		level += p.warmth(n, t, lag)
	}
	return level
}

func (p *plan) warmth(n *node, t, lag time.Duration) float64 {
	level := 0.0
	for i := range p.stages {
		s := &p.stages[i]
		if s.from >= t {
			break
		}
		if s.status == model.Running && t-s.stopping <= 5*lag && s.has(n) {
			level += s.warmth(t, lag)
		}
	}
	return level
}

// warmth is what a running stage has added at t: each leg on which something moves has warmed, and has cooled since.
func (s *stage) warmth(t, lag time.Duration) float64 {
	level := 0.0
	for i, l := range s.legs {
		end := s.stopping
		if i+1 < len(s.legs) {
			end = min(end, s.legs[i+1].from)
		}
		if l.rate > 0 && l.from < t && l.from < end && t-end <= 5*lag {
			level += decay(t-min(end, t), lag) - decay(t-l.from, lag)
		}
	}
	return level
}

// decay is what is left of a level after some time.
func decay(since, lag time.Duration) float64 { return math.Exp(-float64(since) / float64(lag)) }
