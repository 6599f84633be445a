package world

import (
	"maps"
	"slices"
)

// gpuModel is what a GPU can do and how it behaves at rest and at work.
type gpuModel struct {
	// memory in MiB.
	memory int64
	// limit is the power limit in W; idle, context and busy are usual draws at rest, with a process that waits, and in
	// training, in W.
	limit, idle, context, busy float64
	// coolest is the usual temperature at rest, rise what training adds, slowdown where the clocks go down, in °C.
	coolest, rise, slowdown float64
	// baseClock and boostClock of the streaming multiprocessors in MHz.
	baseClock, boostClock int64
}

// gpuModels are the GPUs that a scenario can name. Limits, memory and clocks are from the vendor's data sheets; draws
// and temperatures of the A100 from cluster measurements (AcmeTrace), of the H100 at rest too, the others in proportion.
var gpuModels = map[string]gpuModel{
	"A100-SXM4-80GB":  {memory: 81920, limit: 400, idle: 64, context: 96, busy: 362, coolest: 28, rise: 18, slowdown: 85, baseClock: 210, boostClock: 1410},
	"H100-SXM5-80GB":  {memory: 81559, limit: 700, idle: 72, context: 119, busy: 610, coolest: 30, rise: 22, slowdown: 89, baseClock: 345, boostClock: 1980},
	"H200-SXM5-141GB": {memory: 143771, limit: 700, idle: 76, context: 124, busy: 615, coolest: 30, rise: 22, slowdown: 89, baseClock: 345, boostClock: 1980},
	"L4":              {memory: 23034, limit: 72, idle: 13, context: 28, busy: 64, coolest: 36, rise: 22, slowdown: 87, baseClock: 210, boostClock: 2040},
}

// GPUModels lists the names that a Group's GPU can have, in alphabetical order.
func GPUModels() []string { return slices.Sorted(maps.Keys(gpuModels)) }
