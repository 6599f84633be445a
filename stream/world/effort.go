package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// effort is how the GPUs of a task work while it trains, the same on all of them. The numbers follow 10 Hz traces of
// six nodes with 8 H100 each, and one with 8 GPUs of the 400 W class.
type effort struct {
	// key is that of the shared signals.
	key chance.Key
	// power lies between the draw of a waiting process (0) and that under the power limit (1).
	power float64
	// demand is what a GPU would draw without a power limit, relative to Busy. Above 1 the limit holds it back.
	demand float64
	// shared and own are the relative standard deviations of the draw: of what all GPUs of the task have in common, and
	// of each GPU alone. Under the power limit they are those of the GPU model.
	shared, own float64
	// sine and white are the parts of the steps' rhythm and of chance in the shared signal: their squares add up to 1.
	sine, white float64
	// wait is how many times as long a step takes because the GPUs wait for data, at least 1. It follows power: GPUs do
	// not draw little and compute much.
	wait float64
	// full says that utilization is 100 % at all times.
	full bool
	// stallEvery is the mean time between two stalls for data, or 0 for none.
	stallEvery time.Duration
}

const (
	// stallTime is the length of a stall for data. stallDepth is the share of the draw that it takes away.
	stallTime  = time.Second
	stallDepth = 0.15
)

// Of the tasks that wait for data, shareStarved train for leastFed to mostFed of the time: their GPUs draw what a
// waiting process does, and spin in a collective operation at full utilization. The others train for up to wellFed.
const (
	shareStarved      = 0.65
	leastFed, mostFed = 0.007, 0.022
	wellFed           = 0.7
)

// The shares of the kinds of effort, of the tasks that do not wait for data. The rest stalls now and then.
const (
	shareCapped = 0.53
	shareSteady = 0.25
)

// drawEffort draws the effort of a job's task.
func drawEffort(task chance.Key, job *model.Job) effort {
	k := task.Of(aboutEffort)
	e := effort{
		key: k, shared: k.Of(1).Between(0.014, 0.032), own: k.Of(2).Between(0.006, 0.02), wait: 1,
	}
	rhythm, kind := k.Of(3).Between(0.1, 0.5), k.Of(4).Unit()
	e.sine, e.white = math.Sqrt(rhythm), math.Sqrt(1-rhythm)
	switch {
	case k.Of(5).Unit() < job.InputBound:
		e.feed(k.Of(6).Between(leastFed, mostFed))
		if k.Of(8).Unit() >= shareStarved {
			u := k.Of(9).Unit()
			e.feed(mostFed + float64((wellFed-mostFed)*u*u))
		}
		e.full = true
		e.shared, e.own = e.shared/2, e.own/2
	case kind < shareCapped:
		e.power, e.full = 1, true
	case kind < shareCapped+shareSteady:
		e.power = k.Of(6).Between(0.76, 0.9)
	default:
		e.power = k.Of(6).Between(0.76, 0.9)
		e.stallEvery = chance.Spread(k.Of(7), 15*time.Second, 40*time.Second)
	}
	e.demand = e.power
	if e.power == 1 {
		e.demand = k.Of(6).Between(1.02, 1.2)
	}
	return e
}

// feed sets the share of the time, in (0, 1], in which a task that waits for data trains.
func (e *effort) feed(share float64) { e.wait, e.power, e.demand = 1/share, share, share }

// mean returns the mean of power, stalls included.
func (e *effort) mean() float64 {
	if e.stallEvery == 0 {
		return e.power
	}
	return e.power * (1 - float64(stallDepth*float64(stallTime)/float64(e.stallEvery)))
}

// warmth returns the draw in training above that at rest, relative to that under the power limit.
func (e *effort) warmth() float64 {
	const context = 0.09 // what a waiting process draws
	return context + float64((1-context)*e.mean())
}

// stalls reports whether the task waits for data at t.
func (e *effort) stalls(t time.Duration) bool {
	if e.stallEvery == 0 {
		return false
	}
	window, into := e.key.Of(aboutRhythm, 1).During(t, e.stallEvery)
	begin := time.Duration(window.Unit() * float64(e.stallEvery-stallTime))
	return begin <= into && into < begin+stallTime
}

// sensorEvery is how often a GPU measures its draw and its temperature.
const sensorEvery = 100 * time.Millisecond

// noise returns the part of the shared signal at t that is left to chance, with standard deviation 1.
func (e *effort) noise(t time.Duration) float64 {
	return chance.White(e.key.Of(aboutRhythm), t, sensorEvery)
}

// rhythm returns the shared signal at t in training, with standard deviation 1, given how far the newest step is, in
// [0, 1). It follows the steps: computation and communication take turns.
func (e *effort) rhythm(step float64, t time.Duration) float64 {
	return float64(e.sine*wave(step)) + float64(e.white*e.noise(t))
}

// wave returns a wave with period 1, mean 0 and standard deviation 1 at x in [0, 1). It is made of two parabolas, so
// that it has the same bits on every processor.
func wave(x float64) float64 {
	const deviation = 0.7303 // √(8/15)
	if x < 0.5 {
		return 8 * x * (1 - float64(2*x)) / deviation
	}
	return -8 * (x - 0.5) * (2 - float64(2*x)) / deviation
}
