package world

import (
	"math"
	"time"
)

// The shape of a loss spike follows BLOOM-176B: from 2.20 to 5.10 within 5 steps and back after about 30, with a
// gradient norm from 0.24 to 960.
const (
	spikeRise     = 5
	spikeDecay    = 9.0
	spikeReach    = 70 // steps, after which less than leastHeight is left
	leastHeight   = 0.001
	usualSpike    = 2.3
	spikeGradient = 4000 / (usualSpike - 1)
)

// spike is a jump of the loss, from a step on, to factor times its usual value.
type spike struct {
	step   int64
	factor float64
	// since is the instant from which on the spike is visible: the instant of its command, or always.
	since time.Duration
}

// divergence is the growth of the loss from a step on. It is visible from an instant on.
type divergence struct {
	step  int64
	since time.Duration
}

// divergenceSteps is the number of steps from the first sign of divergence to the end of the task.
const divergenceSteps = 40

// height returns the height of the spike at a step relative to its peak, in [0, 1].
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

// excess returns the factors by which spikes and divergence raise the loss and the gradient norm at a step, as seen at
// t.
func (p *plan) excess(step int64, t time.Duration) (loss, gradient float64) {
	loss, gradient = 1, 1
	for s := range p.seen(t, step) {
		if h := s.height(step); h > leastHeight {
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

// diverging returns the divergence that is visible at t, or nil.
func (i *intent) diverging(t time.Duration) *divergence {
	for k := len(i.divergences) - 1; k >= 0; k-- {
		if d := &i.divergences[k]; d.since <= t {
			return d
		}
	}
	return nil
}
