package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// thermalLag is the time constant of a GPU's temperature behind its power, at most 15 to 20 s (AcmeTrace).
const thermalLag = 15 * time.Second

// gpuLevel is how a phase of training loads a GPU.
type gpuLevel struct {
	// utilization in percent, and how far it wanders.
	utilization, wander float64
	// power lies between that of a waiting process (0) and that of training (1), and wanders by a share of itself.
	power, powerWander float64
	// memory is the share of what training takes.
	memory float64
	boost  bool
}

// gpuLevels are the loads of the phases. Power does not follow utilization: stalled GPUs spin in a collective, at full
// utilization and little power (an H100 at 100 % and 155 W has been recorded).
var gpuLevels = [...]gpuLevel{
	resting:    {powerWander: 0.02},
	starting:   {utilization: 4, wander: 2, powerWander: 0.03, memory: 0.4, boost: true},
	training:   {utilization: 98.8, wander: 0.9, power: 1, powerWander: 0.11, memory: 1, boost: true},
	evaluating: {utilization: 88, wander: 4, power: 0.72, powerWander: 0.07, memory: 1, boost: true},
	saving:     {powerWander: 0.02, memory: 1, boost: true},
	stalled:    {utilization: 100, power: 0.1, powerWander: 0.03, memory: 1, boost: true},
	holding:    {powerWander: 0.02, memory: 1},
}

// gpuLoad is what the GPUs of a node have in common at one instant.
type gpuLoad struct {
	gpuLevel
	gpu  model.GPU
	task *moment
	// warmth is how much of its usual rise the temperature has made, in [0, 1].
	warmth    float64
	throttled bool
	// slowdown is how many times longer than usual a throttled GPU takes.
	slowdown float64
}

// gpus are the metrics of a node's GPUs at t.
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

func (w *World) gpuLoad(n *node, a activity, t time.Duration) gpuLoad {
	load := gpuLoad{
		gpuLevel: gpuLevels[a.phase], gpu: model.GPUs[n.group.GPU], task: a.task,
		warmth: w.warmth(n, t, thermalLag), throttled: w.slowdowns.throttled(n, t), slowdown: max(w.slowdowns.Factor, 1),
	}
	if a.phase == training {
		load.wait(a.task.waiting(n, w.slowdowns.factor(n, t)))
	}
	return load
}

// waiting is how much of a step n waits for slower nodes, over the time that it works itself.
func (m *moment) waiting(n *node, own float64) float64 {
	if m.straggler < len(m.stage.gang) && m.stage.gang[m.straggler].id == n.id {
		own *= m.stragglerFactor
	}
	return max(0, m.stragglerFactor/max(m.rate, 0.01)/own-1)
}

// wait lowers the load of a GPU that waits: a little, because it spins meanwhile.
func (l *gpuLoad) wait(share float64) {
	l.utilization -= min(8*share, 40)
	l.power *= 1 - min(0.3*share, 0.6)
}

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

// watts follow the phase, not the utilization.
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

// temperature in °C. How much training adds differs from GPU to GPU with its place in the air flow, by half of the
// rise.
func (l *gpuLoad) temperature(k chance.Key, t time.Duration) float64 {
	tremble := float64(0.7 * chance.Noise(k.Of(aboutTemperature), t, 10*time.Second))
	if l.throttled && l.task != nil {
		return l.gpu.Slowdown + min(tremble, 0)
	}
	rest := l.gpu.Coolest + float64(2.2*k.Of(aboutTemperature).Normal())
	airflow := clamp(1+float64(0.54*k.Of(aboutTemperature, 1).Normal()), 0.3, 2.5)
	return math.Min(rest+tremble+float64(l.warmth*l.gpu.Rise*airflow), l.gpu.Slowdown)
}

// memoryUsed in MiB is constant as long as the phase is: the driver's own at rest, the model's with a task.
func (l *gpuLoad) memoryUsed(k chance.Key) int64 {
	if l.task == nil {
		return 4
	}
	full := l.task.key.Of(aboutGPUMemory).Between(0.62, 0.93) + float64(0.004*k.Of(aboutGPUMemory).Normal())
	return int64(float64(l.gpu.Memory) * full * l.memory)
}

// clock in MHz.
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
