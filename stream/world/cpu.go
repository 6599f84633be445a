package world

import "trainmock/stream/model"

// cpuLevel returns the mean load of the CPUs of n in a phase, in percent. mode is that of the task.
func (n *node) cpuLevel(phase phase, mode float64) float64 {
	level := hostLevels[phase]
	mean := level.cpu * mode
	if n.group.GPUs == 0 {
		mean = level.cpuWithoutGPU
	}
	if n.group.Role == model.HeadNode {
		mean += 9
	}
	return mean
}
