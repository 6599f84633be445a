package world

import (
	"slices"
	"time"

	"trainmock/stream/model"
)

// gpus returns the metrics of a node's GPUs at t. It returns nil on a node without any.
func (w *World) gpus(n *node, a activity, t time.Duration) []model.GPUMetrics {
	return w.appendGPUs(nil, n, a, t)
}

// appendGPUs appends the same to a list.
func (w *World) appendGPUs(list []model.GPUMetrics, n *node, a activity, t time.Duration) []model.GPUMetrics {
	if n.group.GPUs == 0 {
		return list
	}
	load, cards := w.gpuLoad(n, a, t), n.gpuCards()
	list = slices.Grow(list, len(cards))
	for i := range cards {
		list = append(list, load.metrics(i, &cards[i], t))
	}
	return list
}

// gpuCards returns the GPUs of n.
func (n *node) gpuCards() []card {
	return *n.cards.get(func() *[]card {
		list := make([]card, n.group.GPUs)
		for i := range list {
			list[i] = newCard(n.key.Of(aboutGPU, uint64(i)), n.chassis, i)
		}
		return &list
	})
}

// gpuLoad returns the load of a node's GPUs at t.
func (w *World) gpuLoad(n *node, a activity, t time.Duration) gpuLoad {
	load := gpuLoad{
		gpuLevel: gpuLevels[a.phase], gpu: &n.chassis.gpu, task: a.task, slowdown: max(w.slowdowns.Factor, 1),
	}
	span := load.gpu.Busy - load.gpu.Idle
	load.warmth = w.warmth(n, t, scale(n.coolerLag(), w.physics.lag)) * span
	// Warm air cannot heat GPUs that do nothing.
	load.near = w.slowdowns.heat(n, t) * min(1, 3*load.warmth/span)
	if a.task != nil {
		load.swing = a.task.effort.noise(t)
		load.throttled = load.near > atLimit
	}
	switch a.phase {
	case evaluating:
		load.power /= a.task.effort.wait
	case training:
		load.train(&a.task.effort, a.task.intoStep(), t)
		load.wait(a.task.waiting(n, w.slowdowns.factor(n, t)))
		load.limit()
	}
	load.own, load.shared, load.wander = load.own*w.physics.own, load.shared*w.physics.shared, load.wander*w.physics.wander
	load.strength = w.physics.power
	load.settle()
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

// intoStep returns which part of the newest step is done, in [0, 1).
func (m *moment) intoStep() float64 {
	step := m.schedule.step
	return float64(m.work%step) / float64(step)
}
