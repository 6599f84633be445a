package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// gpuLevel is the load that a phase of training puts on a GPU.
type gpuLevel struct {
	// utilization is in percent. wander is the standard deviation of its noise.
	utilization, wander float64
	// power lies between the draw of a waiting process (0) and that under the power limit (1). In training it is that
	// of the task.
	power float64
	// shared and own are the relative standard deviations of the draw: of what the GPUs of the task have in common,
	// and of each GPU alone. In training they are those of the task.
	shared, own float64
	// memory is the share of the memory that training takes, in [0, 1].
	memory float64
	boost  bool
}

// gpuLevels holds the loads of the phases. Power does not follow utilization: stalled GPUs spin in a collective, at
// full utilization and low power (an H100 at 100 % and 155 W has been recorded).
var gpuLevels = [...]gpuLevel{
	resting:    {own: 0.008},
	starting:   {utilization: 4, wander: 2, own: 0.02, memory: 0.4, boost: true},
	training:   {utilization: 98.3, wander: 0.8, memory: 1, boost: true},
	evaluating: {utilization: 88, wander: 4, power: 0.6, shared: 0.03, own: 0.02, memory: 1, boost: true},
	saving:     {own: 0.012, memory: 1, boost: true},
	stalled:    {utilization: 100, power: 0.1, shared: 0.01, own: 0.01, memory: 1, boost: true},
	holding:    {own: 0.012, memory: 1},
}

// atLimit is how near to the temperature limit GPUs throttle.
const atLimit = 0.97

// gpuLoad is the load that all GPUs of a node share at one instant.
type gpuLoad struct {
	gpuLevel
	gpu  *model.GPU
	task *moment
	// demand is what the GPUs would draw without a power limit, relative to Busy.
	demand float64
	// full says that utilization is exactly 100 %, and stall that the task waits for data.
	full, stall bool
	// swing is what the draw of all GPUs of the task has in common, relative to its standard deviation.
	swing float64
	// warmth is the draw in W above that at rest which the coolers have followed.
	warmth float64
	// near is how near warm air has brought the hottest GPUs to their temperature limit, in [0, 1].
	near float64
	// throttled says that the hottest GPUs have lowered their clocks, by the factor slowdown, at least 1.
	throttled bool
	slowdown  float64
	// strength is the factor on the draw that the physics of the world have.
	strength float64
	// filled is the share of their memory that the task fills, before the small differences between them, and chip what
	// the usual draw adds to the temperature of a chip, in °C. slower is by how many steps the power limit lowers the
	// clocks, and deviation the relative standard deviation of the draw.
	filled, chip, slower, deviation float64
}

// settle computes what is the same for all GPUs from the load.
func (l *gpuLoad) settle() {
	if l.task != nil {
		l.filled = l.task.gpuMemory()
	}
	l.chip = float64(l.gpu.Chip * (l.mean(1) - l.gpu.Idle))
	l.deviation = math.Sqrt(float64(l.shared*l.shared) + float64(l.own*l.own))
	if l.capped() {
		l.slower = float64(l.gpu.BoostClock) * (1 - 1/math.Sqrt(l.demand)) / clockStep
	}
}

// train sets the load of training with an effort, given which part of the newest step is done.
func (l *gpuLoad) train(e *effort, step float64, t time.Duration) {
	l.swing = e.rhythm(step, t)
	l.power, l.demand, l.full = e.power, e.demand, e.full
	l.shared, l.own = e.shared, e.own
	if e.full {
		l.utilization = 100
	}
	if l.stall = e.stalls(t); l.stall {
		l.power *= 1 - stallDepth
	}
}

// wait lowers the load of a GPU that waits for others. It spins meanwhile, so the load falls only a little.
func (l *gpuLoad) wait(share float64) {
	if !l.full {
		l.utilization -= min(8*share, 40)
	}
	l.demand *= 1 - min(0.3*share, 0.6)
}

// limit sets the draw that the power limit leaves, and its noise.
func (l *gpuLoad) limit() {
	if !l.capped() {
		l.power = min(l.power, l.demand)
		return
	}
	l.shared, l.own = 0.8*l.gpu.Unsteady, 0.6*l.gpu.Unsteady
}

// capped reports whether the power limit holds the GPUs back, at least in parts of a step.
func (l *gpuLoad) capped() bool { return l.demand > 0.95 }

// metrics returns the metrics of the i-th GPU at t.
func (l *gpuLoad) metrics(i int, c *card, t time.Duration) model.GPUMetrics {
	white := chance.White(c.power, t, sensorEvery)
	return model.GPUMetrics{
		Index: i, Name: l.gpu.Printed,
		Utilization: math.Round(l.utilizationOf(c, t)),
		MemoryUsed:  l.memoryUsed(c), MemoryTotal: l.gpu.Memory,
		Temperature: math.Round(l.temperature(c, white, t)),
		Power:       roundTo(l.watts(c, white), 1), PowerLimit: l.gpu.Limit,
		SMClock: l.clock(c, white),
	}
}

// stallsAlone is below which noise a GPU shows low utilization for a moment, all by itself: once in 22 readings.
const stallsAlone = -1.7

// utilizationOf returns the utilization in percent. Readings have nothing to do with each other.
func (l *gpuLoad) utilizationOf(c *card, t time.Duration) float64 {
	if l.full || l.wander == 0 {
		return l.utilization
	}
	window, _ := c.utilization.During(t, sensorEvery)
	noise := window.Normal()
	if l.task != nil && (l.stall || l.boost && noise < stallsAlone) {
		return window.Of(1).Between(4, 49)
	}
	return clamp(l.utilization+float64(l.wander*noise), 0, 100)
}

// watts returns the power draw in W. It follows the phase, not the utilization. white is its noise.
func (l *gpuLoad) watts(c *card, white float64) float64 {
	mean := l.mean(c.draw)
	if l.throttled && c.hot {
		mean /= l.slowdown
	}
	return min(mean*l.strength*(1+float64(l.shared*l.swing)+float64(l.own*white)), l.gpu.Peak)
}

// mean returns the mean power draw in W of a GPU that draws more than others by a factor.
func (l *gpuLoad) mean(own float64) float64 {
	switch {
	case l.task == nil:
		return l.gpu.Idle * own
	case l.capped():
		return underLimit(l.gpu, own)
	default:
		return own * (l.gpu.Context + float64(l.power*(l.gpu.Busy-l.gpu.Context)))
	}
}

// underLimit returns the mean power draw in W of a GPU that the power limit holds back, if it draws more than others
// by a factor. The limit leaves little of that.
func underLimit(gpu *model.GPU, own float64) float64 { return gpu.Busy * (1 + float64(0.1*(own-1))) }

// memoryUsed returns the used memory in MiB: 4 for the driver at rest, the model's with a task. It is constant within
// a phase.
func (l *gpuLoad) memoryUsed(c *card) int64 {
	if l.task == nil {
		return 4
	}
	return int64(float64(l.gpu.Memory) * (l.filled + c.filled) * l.memory)
}

// gpuMemory returns the mean share of their memory that the task fills on its GPUs.
func (p *plan) gpuMemory() float64 {
	k := p.key.Of(aboutGPUMemory)
	if p.lack == gpuMemory {
		return k.Between(0.978, 0.985)
	}
	return k.Between(0.62, 0.93)
}

// clockStep is the unit in MHz in which GPUs change the clocks of their multiprocessors.
const clockStep = 15

// clock returns the clock of the streaming multiprocessors in MHz. Under the power limit it moves with the load.
func (l *gpuLoad) clock(c *card, white float64) int64 {
	boost := l.gpu.BoostClock
	switch {
	case !l.boost:
		return l.gpu.BaseClock
	case l.throttled && c.hot:
		return int64(float64(boost)/l.slowdown) / clockStep * clockStep
	case l.capped():
		lower := l.slower + float64(0.8*(l.swing+white))
		return boost - clockStep*max(1, int64(math.Round(lower)))
	default:
		return boost
	}
}
