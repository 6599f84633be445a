package world

import "trainmock/stream/chance"

// hostLevel is the load that a phase of training puts on a node beside its GPUs: CPU in percent, network in KB/s. Where
// the network carries programs, gradients or checkpoints, it is that of tasks of which no more is known.
type hostLevel struct{ cpu, cpuWithoutGPU, network float64 }

var hostLevels = [...]hostLevel{
	resting:    {cpu: 3, cpuWithoutGPU: 4, network: 2},
	starting:   {cpu: 22, cpuWithoutGPU: 38, network: 90_000},
	training:   {cpu: 14, cpuWithoutGPU: 84, network: 210_000},
	evaluating: {cpu: 11, cpuWithoutGPU: 62, network: 2},
	saving:     {cpu: 24, cpuWithoutGPU: 30, network: 650_000},
	stalled:    {cpu: 9, cpuWithoutGPU: 12, network: 1},
	holding:    {cpu: 4, cpuWithoutGPU: 5, network: 2},
}

// traffic returns what a node sends and receives at the level, in KB/s, if that is only what its system does.
func (l hostLevel) traffic() (out, in float64) {
	return l.network, float64(0.6 * l.network)
}

// mode is a kind of work on a host: how often it occurs, and the range of what it takes.
type mode struct{ share, low, high float64 }

// The modes of what tasks take of a node with GPUs: of its CPUs, relative to hostLevels, and of its memory in percent.
// They follow the quantiles of two clusters with A100 (AcmeTrace): programs that only feed GPUs, and some that prepare
// their data on the way.
var (
	cpuModes    = []mode{{0.12, 0.3, 0.6}, {0.58, 1.2, 1.7}, {0.2, 1.8, 2.2}, {0.1, 3, 5.5}}
	memoryModes = []mode{{0.55, 1.2, 3.5}, {0.2, 3.5, 9}, {0.25, 12, 38}}
)

// drawMode draws what a task takes.
func drawMode(k chance.Key, modes []mode) float64 {
	u := k.Unit()
	for _, m := range modes {
		if u -= m.share; u < 0 {
			return k.Of(1).Between(m.low, m.high)
		}
	}
	return modes[len(modes)-1].high
}
