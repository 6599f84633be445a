package world

import "time"

// thermalLag is the time constant of a GPU's temperature behind its power, at most 15 to 20 s (AcmeTrace).
const thermalLag = 15 * time.Second

// gpuLevel is how a phase of training loads a GPU.
type gpuLevel struct {
	// utilization in percent, and how far it wanders.
	utilization, wander float64
	// power lies between that of a waiting process (0) and that of training (1). Negative is at rest.
	power float64
	// memory is the share of what training takes.
	memory float64
	boost  bool
}

// gpuLevels are the loads of the phases. Stalled GPUs spin in a collective: full utilization at little power.
var gpuLevels = [...]gpuLevel{
	resting:    {power: -1},
	starting:   {utilization: 4, wander: 2, memory: 0.4, boost: true},
	training:   {utilization: 98.6, wander: 0.9, power: 1, memory: 1, boost: true},
	evaluating: {utilization: 88, wander: 4, power: 0.72, memory: 1, boost: true},
	saving:     {memory: 1, boost: true},
	stalled:    {utilization: 100, power: 0.1, memory: 1, boost: true},
}

// gpus are the metrics of a node's GPUs at t.
func (w *World) gpus(n *node, a activity, t time.Duration) []GPUMetrics {
	if n.group.GPUs == 0 {
		return nil
	}
	warmth := w.warmth(n, t, thermalLag)
	list := make([]GPUMetrics, n.group.GPUs)
	for i := range list {
		list[i] = gpuMetrics(n, a, i, warmth, t)
	}
	return list
}

func gpuMetrics(n *node, a activity, i int, warmth float64, t time.Duration) GPUMetrics {
	model := gpuModels[n.group.GPU]
	k := n.key.of(aboutGPU, uint64(i))
	level := gpuLevels[a.phase]
	utilization := level.utilization + float64(level.wander*noise(k.of(aboutUtilization), t, 3*time.Second))
	return GPUMetrics{
		Index: i, Name: n.group.GPU,
		Utilization: round(clamp(utilization, 0, 100), 0),
		MemoryUsed:  gpuMemory(k, model, a), MemoryTotal: model.memory,
		Temperature: round(temperature(k, model, warmth, t), 0),
		Power:       round(power(k, model, level, t), 1), PowerLimit: model.limit,
		SMClock: smClock(model, level),
	}
}

// power in W follows the phase, not the utilization.
func power(k key, model gpuModel, level gpuLevel, t time.Duration) float64 {
	own := 1 + float64(0.02*k.of(aboutPower).normal())
	if level.power < 0 {
		return model.idle * (own + float64(0.02*noise(k.of(aboutPower), t, 5*time.Second)))
	}
	mean := model.context + float64(level.power*(model.busy-model.context))
	return mean * (own + float64((0.015+0.07*level.power)*noise(k.of(aboutPower), t, 4*time.Second)))
}

// temperature in °C: that at rest and in training differ from GPU to GPU by where it sits in the air flow.
func temperature(k key, model gpuModel, warmth float64, t time.Duration) float64 {
	position := 2.5 * k.of(aboutTemperature).normal()
	tremble := 0.7 * noise(k.of(aboutTemperature), t, 10*time.Second)
	return model.coolest + position + tremble + float64(warmth*(model.hottest-model.coolest))
}

// gpuMemory in MiB is constant as long as the phase is: the driver's own at rest, the model's with a task.
func gpuMemory(k key, model gpuModel, a activity) int64 {
	if a.task == nil {
		return 4
	}
	full := a.task.key.of(aboutGPUMemory).between(0.62, 0.93) + float64(0.004*k.of(aboutGPUMemory).normal())
	return int64(float64(model.memory) * full * gpuLevels[a.phase].memory)
}

// smClock in MHz.
func smClock(model gpuModel, level gpuLevel) int64 {
	if level.boost {
		return model.boostClock
	}
	return model.baseClock
}
