package world_test

import (
	"math"
	"slices"

	"trainmock/stream/world"
)

// gpuCriteria concern the series of GPUs, in windows of a minute of steady training, second by second. The targets are
// those of six nodes of 8 H100 and one node of 8 GPUs of the 400 W class (DCGM, 10 Hz).
var gpuCriteria = []criterion{
	{"power, correlation of GPUs of a node", "0.67", 0.4, 0.98, func(s world.Sample) float64 {
		return overWindows(s, 0.5, func(w window) float64 {
			return correlation(w.gpus[0].power, w.gpus[len(w.gpus)-1].power)
		})
	}},
	{"power, correlation of nodes of a gang", "> 0", 0.3, 1, acrossNodes},
	{"power, CV", "0.03", 0.005, 0.06, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 { return deviationOf(g.power) / meanOf(g.power) })
	}},
	{"power, lag-1 autocorrelation", "-0.2", -0.5, 0.6, func(s world.Sample) float64 { return powerLag1(s, 0.5) }},
	{"power, lag-1, spread over jobs", "wide", 0.3, 2, func(s world.Sample) float64 {
		return powerLag1(s, 0.95) - powerLag1(s, 0.05)
	}},
	{"power, sd of 2nd over 1st difference", "1.8", 1.4, 1.95, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 {
			first := differences(g.power)
			return deviationOf(differences(first)) / deviationOf(first)
		})
	}},
	{"H100 power above the limit, share", "0", 0, 0.01, func(s world.Sample) float64 { return h100Above(s, 1) }},
	{"H100 power above 1.03 of the limit, share", "0", 0, 0, func(s world.Sample) float64 { return h100Above(s, 1.03) }},
	{"temperature, largest step in a second, °C", "5.3", 2, 7, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 { return largestStep(g.temperature) })
	}},
	{"temperature, largest step of all, °C", "-", 2, 15, func(s world.Sample) float64 {
		return overGPUs(s, 1, func(_ window, g series) float64 { return largestStep(g.temperature) })
	}},
	{"temperature, range, °C", "6.6", 3, 9, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 {
			return slices.Max(g.temperature) - slices.Min(g.temperature)
		})
	}},
	{"temperature, lag-1 autocorrelation", "0.1", -0.3, 0.7, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 { return lag1(g.temperature) })
	}},
	{"correlation of power's and temperature's steps", "0.43", 0.15, 0.6, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 {
			return correlation(differences(g.power), differences(g.temperature))
		})
	}},
	{"correlation of mean power and temperature", "0.81", 0.5, 1, func(s world.Sample) float64 {
		return overWindows(s, 0.5, func(w window) float64 { return correlation(means(w, powers), means(w, temperatures)) })
	}},
	{"hot slots of a model, rank correlation", "> 0.8", 0.5, 1, hotSlots},
	{"utilization, lag-1 autocorrelation", "0", -0.35, 0.35, func(s world.Sample) float64 {
		return overGPUs(s, 0.5, func(_ window, g series) float64 { return lag1(g.utilization) })
	}},
	{"utilization exactly 100, least share of a job", "0.01", 0, 0.2, func(s world.Sample) float64 {
		return overWindows(s, 0, atFull)
	}},
	{"utilization exactly 100, largest share", "1", 0.8, 1, func(s world.Sample) float64 {
		return overWindows(s, 1, atFull)
	}},
	{"utilization above 0 and below 50, share", "0.012-0.024", 0.005, 0.04, lowUtilization},
	{"SM clock, share of multiples of 15 MHz", "1", 1, 1, clocksInSteps},
	{"SM clock below boost at the power limit, share", "1", 0.9, 1, belowBoost},
}

func powers(g series) []float64       { return g.power }
func temperatures(g series) []float64 { return g.temperature }

// means returns the mean of a signal for each GPU of a window.
func means(w window, of func(series) []float64) []float64 {
	var list []float64
	for _, g := range w.gpus {
		list = append(list, meanOf(of(g)))
	}
	return list
}

func powerLag1(s world.Sample, q float64) float64 {
	return overGPUs(s, q, func(_ window, g series) float64 { return lag1(g.power) })
}

// pairs yields windows of nodes of one task at one instant.
func pairs(s world.Sample) [][2]window {
	var list [][2]window
	all := windowsOf(s)
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if a.machine.TaskID == b.machine.TaskID && a.machine.Timestamp == b.machine.Timestamp {
			list = append(list, [2]window{a, b})
		}
	}
	return list
}

func acrossNodes(s world.Sample) float64 {
	var values []float64
	for _, p := range pairs(s) {
		values = append(values, correlation(p[0].gpus[0].power, p[1].gpus[0].power))
	}
	return quantileOf(values, 0.5)
}

// hotSlots returns how well the order of the temperatures of a node's GPUs agrees with that on another node.
func hotSlots(s world.Sample) float64 {
	var values []float64
	for _, p := range pairs(s) {
		if meanOf(p[0].gpus[0].power) < p[0].machine.GPU.Limit/2 {
			continue // The air tells only of GPUs that are hot.
		}
		values = append(values, correlation(ranks(means(p[0], temperatures)), ranks(means(p[1], temperatures))))
	}
	return quantileOf(values, 0.5)
}

func h100Above(s world.Sample, limit float64) float64 {
	above, all := 0.0, 0.0
	for _, w := range windowsOf(s) {
		if w.machine.GPUs[0].PowerLimit != 700 {
			continue
		}
		for _, g := range w.gpus {
			for _, p := range g.power {
				all++
				if p > limit*700 {
					above++
				}
			}
		}
	}
	return above / all
}

func largestStep(x []float64) float64 {
	most := 0.0
	for _, d := range differences(x) {
		most = math.Max(most, math.Abs(d))
	}
	return most
}

// atFull returns the share of a window at a utilization of exactly 100 %.
func atFull(w window) float64 { return shareOf(w, func(u float64) bool { return u == 100 }) }

func shareOf(w window, is func(utilization float64) bool) float64 {
	n, all := 0.0, 0.0
	for _, g := range w.gpus {
		for _, u := range g.utilization {
			all++
			if is(u) {
				n++
			}
		}
	}
	return n / all
}

func lowUtilization(s world.Sample) float64 {
	sum, all := 0.0, windowsOf(s)
	for _, w := range all {
		sum += shareOf(w, func(u float64) bool { return u > 0 && u < 50 })
	}
	return sum / float64(len(all))
}

func clocksInSteps(s world.Sample) float64 {
	n, all := 0.0, 0.0
	for _, w := range windowsOf(s) {
		for _, g := range w.gpus {
			for _, c := range g.clocks {
				all++
				if math.Mod(c, 15) == 0 {
					n++
				}
			}
		}
	}
	return n / all
}

// belowBoost returns the share of readings below the boost clock, on GPUs whose mean draw is near the limit.
func belowBoost(s world.Sample) float64 {
	n, all := 0.0, 0.0
	for _, w := range windowsOf(s) {
		for _, g := range w.gpus {
			if meanOf(g.power) < 0.97*w.machine.GPUs[0].PowerLimit {
				continue
			}
			for _, c := range g.clocks {
				all++
				if c < float64(w.machine.GPU.BoostClock) {
					n++
				}
			}
		}
	}
	return n / all
}
