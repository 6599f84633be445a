package model

import (
	"maps"
	"slices"
)

// GPU describes a model of GPU.
type GPU struct {
	// Printed is the name as nvidia-smi prints it.
	Printed string
	// Memory is in MiB.
	Memory int64
	// Limit is the power limit in W. Idle, Context and Busy are usual draws in W: at rest, with a waiting process, and
	// in training that the limit holds back. Peak is the highest draw in W: regulators of an A100 overshoot the limit.
	Limit, Idle, Context, Busy, Peak float64
	// Unsteady is the relative standard deviation of the draw that the limit holds back.
	Unsteady float64
	// Coolest is the usual temperature at rest in °C, and Slowdown the one at which clocks are lowered. Chip and
	// Cooler are what a watt adds, in °C: to the chip at once, and to its cooler after a while.
	Coolest, Slowdown, Chip, Cooler float64
	// BaseClock and BoostClock are clocks of the streaming multiprocessors in MHz.
	BaseClock, BoostClock int64
}

// GPUs holds the GPUs that a scenario can name. Limits, memory and clocks are from the vendor's data sheets. Draws and
// temperatures of the A100 are from cluster measurements (AcmeTrace), those of the H100 from six nodes at 10 Hz (DCGM);
// the others are scaled in proportion.
var GPUs = map[string]GPU{
	"A100-SXM4-80GB": {
		Printed: "NVIDIA A100-SXM4-80GB", Memory: 81920,
		Limit: 400, Idle: 64, Context: 91.5, Busy: 398, Peak: 460, Unsteady: 0.025,
		Coolest: 31.5, Slowdown: 85, Chip: 0.03, Cooler: 0.058, BaseClock: 210, BoostClock: 1410,
	},
	"H100-SXM5-80GB": {
		Printed: "NVIDIA H100 80GB HBM3", Memory: 81559,
		Limit: 700, Idle: 72, Context: 119, Busy: 687, Peak: 718, Unsteady: 0.007,
		Coolest: 30, Slowdown: 89, Chip: 0.022, Cooler: 0.033, BaseClock: 345, BoostClock: 1980,
	},
	"H200-SXM5-141GB": {
		Printed: "NVIDIA H200", Memory: 143771,
		Limit: 700, Idle: 76, Context: 124, Busy: 687, Peak: 718, Unsteady: 0.007,
		Coolest: 30, Slowdown: 89, Chip: 0.022, Cooler: 0.033, BaseClock: 345, BoostClock: 1980,
	},
	"L4": {
		Printed: "NVIDIA L4", Memory: 23034,
		Limit: 72, Idle: 13, Context: 28, Busy: 70.5, Peak: 74, Unsteady: 0.007,
		Coolest: 36, Slowdown: 87, Chip: 0.12, Cooler: 0.36, BaseClock: 210, BoostClock: 2040,
	},
}

// GPUModels returns the names of the GPUs in alphabetical order. A Group's GPU is one of them.
func GPUModels() []string { return slices.Sorted(maps.Keys(GPUs)) }
