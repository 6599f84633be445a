package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// thermalLag is the time constant of a GPU's temperature behind its power, at most 15 to 20 s (AcmeTrace).
const thermalLag = 15 * time.Second

// gpuLevel is the load that a phase of training puts on a GPU.
type gpuLevel struct {
	// utilization is in percent. wander is the standard deviation of its noise.
	utilization, wander float64
	// power lies between the draw of a waiting process (0) and of training (1). powerWander is the relative standard
	// deviation of its noise.
	power, powerWander float64
	// memory is the share of the memory that training takes, in [0, 1].
	memory float64
	boost  bool
}

// gpuLevels holds the loads of the phases. Power does not follow utilization: stalled GPUs spin in a collective, at
// full utilization and low power (an H100 at 100 % and 155 W has been recorded).
var gpuLevels = [...]gpuLevel{
	resting:    {powerWander: 0.02},
	starting:   {utilization: 4, wander: 2, powerWander: 0.03, memory: 0.4, boost: true},
	training:   {utilization: 98.8, wander: 0.9, power: 1, powerWander: 0.11, memory: 1, boost: true},
	evaluating: {utilization: 88, wander: 4, power: 0.72, powerWander: 0.07, memory: 1, boost: true},
	saving:     {powerWander: 0.02, memory: 1, boost: true},
	stalled:    {utilization: 100, power: 0.1, powerWander: 0.03, memory: 1, boost: true},
	holding:    {powerWander: 0.02, memory: 1},
}

// gpuLoad is the load that all GPUs of a node share at one instant.
type gpuLoad struct {
	gpuLevel
	gpu  model.GPU
	task *moment
	// warmth is the share of its usual rise that the temperature has reached, in [0, 1].
	warmth    float64
	throttled bool
	// slowdown is the factor by which throttled GPUs are slower, at least 1.
	slowdown float64
}

// gpus returns the metrics of a node's GPUs at t. It returns nil on a node without any.
func (w *World) gpus(n *node, a activity, t time.Duration) []model.GPUMetrics {
	if n.group.GPUs == 0 {
		return nil
	}
	load := w.gpuLoad(n, a, t)
	list := make([]model.GPUMetrics, n.group.GPUs)
	for i := range list {
		list[i] = load.metrics(n, i, t)
	}
	return list
}

// gpuLoad returns the load of a node's GPUs at t.
func (w *World) gpuLoad(n *node, a activity, t time.Duration) gpuLoad {
	load := gpuLoad{
		gpuLevel: gpuLevels[a.phase], gpu: model.GPUs[n.group.GPU], task: a.task,
		warmth: w.warmth(n, t, thermalLag), throttled: w.slowdowns.throttled(n, t),
		slowdown: max(w.slowdowns.Factor, 1),
	}
	if a.phase == training {
		load.wait(a.task.waiting(n, w.slowdowns.factor(n, t)))
	}
	return load
}

// waiting returns how long n waits for slower nodes in each step, relative to its own working time. own is the factor
// by which n itself is slow.
func (m *moment) waiting(n *node, own float64) float64 {
	if m.straggler < len(m.stage.gang) && m.stage.gang[m.straggler].id == n.id {
		own *= m.stragglerFactor
	}
	return max(0, m.stragglerFactor/max(m.rate, 0.01)/own-1)
}

// wait lowers the load of a GPU that waits for others. It spins meanwhile, so the load falls only a little.
func (l *gpuLoad) wait(share float64) {
	l.utilization -= min(8*share, 40)
	l.power *= 1 - min(0.3*share, 0.6)
}

// metrics returns the metrics of the i-th GPU of n at t.
func (l *gpuLoad) metrics(n *node, i int, t time.Duration) model.GPUMetrics {
	k := n.key.Of(aboutGPU, uint64(i))
	utilization := l.utilization + float64(l.wander*chance.Noise(k.Of(aboutUtilization), t, 3*time.Second))
	return model.GPUMetrics{
		Index: i, Name: n.group.GPU,
		Utilization: roundTo(clamp(utilization, 0, 100), 0),
		MemoryUsed:  l.memoryUsed(k), MemoryTotal: l.gpu.Memory,
		Temperature: roundTo(l.temperature(k, t), 0),
		Power:       roundTo(l.watts(k, t), 1), PowerLimit: l.gpu.Limit,
		SMClock: l.clock(),
	}
}

// watts returns the power draw in W. It follows the phase, not the utilization.
func (l *gpuLoad) watts(k chance.Key, t time.Duration) float64 {
	mean := l.gpu.Context + float64(l.power*(l.gpu.Busy-l.gpu.Context))
	if l.task == nil {
		mean = l.gpu.Idle
	}
	if l.throttled {
		mean /= l.slowdown
	}
	own := 1 + float64(0.02*k.Of(aboutPower).Normal())
	return mean * (own + float64(l.powerWander*chance.Noise(k.Of(aboutPower), t, 4*time.Second)))
}

// temperature returns the temperature in °C. How much training adds to it depends on the GPU's position in the air
// flow and scatters by half.
func (l *gpuLoad) temperature(k chance.Key, t time.Duration) float64 {
	tremble := float64(0.7 * chance.Noise(k.Of(aboutTemperature), t, 10*time.Second))
	if l.throttled && l.task != nil {
		return l.gpu.Slowdown + min(tremble, 0)
	}
	rest := l.gpu.Coolest + float64(2.2*k.Of(aboutTemperature).Normal())
	airflow := clamp(1+float64(0.54*k.Of(aboutTemperature, 1).Normal()), 0.3, 2.5)
	return math.Min(rest+tremble+float64(l.warmth*l.gpu.Rise*airflow), l.gpu.Slowdown)
}

// memoryUsed returns the used memory in MiB: 4 for the driver at rest, the model's with a task. It is constant within
// a phase.
func (l *gpuLoad) memoryUsed(k chance.Key) int64 {
	if l.task == nil {
		return 4
	}
	full := l.task.key.Of(aboutGPUMemory).Between(0.62, 0.93) + float64(0.004*k.Of(aboutGPUMemory).Normal())
	return int64(float64(l.gpu.Memory) * full * l.memory)
}

// clock returns the clock of the streaming multiprocessors in MHz.
func (l *gpuLoad) clock() int64 {
	switch {
	case !l.boost:
		return l.gpu.BaseClock
	case l.throttled:
		return int64(float64(l.gpu.BoostClock) / l.slowdown)
	default:
		return l.gpu.BoostClock
	}
}
