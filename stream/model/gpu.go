package model

import (
	"maps"
	"slices"
)

// GPU describes a model of GPU.
type GPU struct {
	// Memory is in MiB.
	Memory int64
	// Limit is the power limit in W. Idle, Context and Busy are usual draws in W: at rest, with a waiting process, and
	// in training.
	Limit, Idle, Context, Busy float64
	// Coolest is the usual temperature at rest, Rise the usual increase in training, and Slowdown the temperature at
	// which clocks are lowered. All are in °C.
	Coolest, Rise, Slowdown float64
	// BaseClock and BoostClock are clocks of the streaming multiprocessors in MHz.
	BaseClock, BoostClock int64
}

// GPUs holds the GPUs that a scenario can name. Limits, memory and clocks are from the vendor's data sheets. Draws and
// temperatures of the A100 are from cluster measurements (AcmeTrace), as is the H100 at rest; the others are scaled in
// proportion.
var GPUs = map[string]GPU{
	"A100-SXM4-80GB": {
		Memory: 81920, Limit: 400, Idle: 64, Context: 96, Busy: 362,
		Coolest: 28, Rise: 18, Slowdown: 85, BaseClock: 210, BoostClock: 1410,
	},
	"H100-SXM5-80GB": {
		Memory: 81559, Limit: 700, Idle: 72, Context: 119, Busy: 610,
		Coolest: 30, Rise: 22, Slowdown: 89, BaseClock: 345, BoostClock: 1980,
	},
	"H200-SXM5-141GB": {
		Memory: 143771, Limit: 700, Idle: 76, Context: 124, Busy: 615,
		Coolest: 30, Rise: 22, Slowdown: 89, BaseClock: 345, BoostClock: 1980,
	},
	"L4": {
		Memory: 23034, Limit: 72, Idle: 13, Context: 28, Busy: 64,
		Coolest: 36, Rise: 22, Slowdown: 87, BaseClock: 210, BoostClock: 2040,
	},
}

// GPUModels returns the names of the GPUs in alphabetical order. A Group's GPU is one of them.
func GPUModels() []string { return slices.Sorted(maps.Keys(GPUs)) }
