package world

import (
	"math"
	"time"
)

// The shape of a loss spike, after BLOOM-176B: from 2.20 to 5.10 within 5 steps, back after about 30, with the gradient
// norm from 0.24 to 960.
const (
	spikeRise     = 5
	spikeDecay    = 9.0
	usualSpike    = 2.3
	spikeGradient = 4000 / (usualSpike - 1)
)

// spike is a jump of the loss from a step on, to factor times what it would be.
type spike struct {
	step   int64
	factor float64
	// since is the instant before which nobody sees it: that of the command which asked for it.
	since time.Duration
}

// divergence is the growth of the loss from a step on. It is there from an instant on.
type divergence struct {
	step  int64
	since time.Duration
}

// divergenceSteps is how many steps a loss takes from the first sign of divergence to the end of the task.
const divergenceSteps = 40

// height is how much of the spike there is at a step, in [0, 1].
func (s spike) height(step int64) float64 {
	switch since := step - s.step; {
	case since < 0:
		return 0
	case since < spikeRise:
		return float64(since+1) / spikeRise
	default:
		return math.Exp(-float64(since-spikeRise+1) / spikeDecay)
	}
}

// excess is what spikes and divergence multiply the loss and the gradient norm by at a step, as seen at t.
func (p *plan) excess(step int64, t time.Duration) (loss, gradient float64) {
	loss, gradient = 1, 1
	for s := range p.seen(t) {
		if h := s.height(step); h > 0.001 {
			loss += float64((s.factor - 1) * h)
			gradient += float64(spikeGradient * (s.factor - 1) * h)
		}
	}
	if d := p.diverging(t); d != nil && step > d.step {
		growth := math.Exp(float64(min(step-d.step, divergenceSteps)) / 30)
		loss, gradient = loss*growth, gradient*math.Pow(growth, 4)
	}
	return loss, gradient
}

// diverging returns the divergence of the loss as seen at t; nil if there is none.
func (i *intent) diverging(t time.Duration) *divergence {
	for place := len(i.divergences) - 1; place >= 0; place-- {
		if d := &i.divergences[place]; d.since <= t {
			return d
		}
	}
	return nil
}
