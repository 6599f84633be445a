package world_test

import (
	"math"
	"slices"
	"time"

	"trainmock/stream/world"
)

// a100 is the GPU on which the node metrics were measured, and a100Limit its power limit in W.
const (
	a100      = "A100-SXM4-80GB"
	a100Limit = 400
)

// nodeCriteria concern the metrics of GPUs.
var nodeCriteria = []criterion{
	{"utilization exactly 0, share", "0.26-0.31", 0.20, 0.40, utilizationZero},
	{"utilization above 0, p25", "97.5", 94.5, 100, func(s world.Sample) float64 { return utilization(s, 0.25) }},
	{"utilization above 0, p50", "99", 96, 100, func(s world.Sample) float64 { return utilization(s, 0.5) }},
	{"A100 power over limit, idle p50", "0.16", 0.13, 0.19, func(s world.Sample) float64 { return watts(s, "idle") }},
	{"A100 power over limit, context p50", "0.24", 0.21, 0.27, func(s world.Sample) float64 {
		return watts(s, "context")
	}},
	{"A100 power over limit, busy p50", "0.78-0.92", 0.75, 0.95, func(s world.Sample) float64 {
		return watts(s, "busy")
	}},
	{"A100 power above the limit, share", "0.08-0.13", 0.05, 0.15, aboveLimit},
	{"A100 power, 99.9 % over the limit", "1.15", 1.01, 1.15, func(s world.Sample) float64 {
		all := func(world.GPUSample) bool { return true }
		return pick(s, 0.999, all, func(r world.GPUSample) float64 { return r.Power / a100Limit })
	}},
	{"A100 power, KS distance to Kalos", "0", 0, 0.12, distanceToKalos},
	{"A100 power from 75 to 110 W, share", "0.22-0.24", 0.12, 0.30, func(s world.Sample) float64 {
		return below(s, 110) - below(s, 75)
	}},
	{"A100 temperature, p50, °C", "40", 36, 44, func(s world.Sample) float64 { return celsius(s, 0.5) }},
	{"A100 temperature, p99, °C", "67", 63, 71, func(s world.Sample) float64 { return celsius(s, 0.99) }},
	{"temperature 200 s after hard work, °C", "rest", 28, 37, cooledDown},
	{"GPU memory in a steady phase, deviation", "0", 0, 0.005, world.Sample.MemoryDeviation},
}

// readings returns the readings of the A100s, cached for each world.
func readings(s world.Sample) []world.GPUSample {
	if known, ok := readingsOf[s.World]; ok {
		return known
	}
	readingsOf[s.World] = s.GPUSamples(a100, 300)
	return readingsOf[s.World]
}

var readingsOf = map[*world.World][]world.GPUSample{}

// pick returns a quantile of a value over the readings that keep accepts, or -1 without any.
func pick(s world.Sample, q float64, keep func(world.GPUSample) bool, value func(world.GPUSample) float64) float64 {
	var values []float64
	for _, r := range readings(s) {
		if keep(r) {
			values = append(values, value(r))
		}
	}
	if len(values) == 0 {
		return -1
	}
	slices.Sort(values)
	return quantile(values, q)
}

func utilizationZero(s world.Sample) float64 {
	zero := 0.0
	for _, r := range readings(s) {
		if r.Utilization == 0 {
			zero++
		}
	}
	return zero / float64(len(readings(s)))
}

func utilization(s world.Sample, q float64) float64 {
	used := func(r world.GPUSample) bool { return r.Utilization > 0 }
	return pick(s, q, used, func(r world.GPUSample) float64 { return r.Utilization })
}

func watts(s world.Sample, phase string) float64 {
	inPhase := func(r world.GPUSample) bool { return r.Phase == phase }
	return pick(s, 0.5, inPhase, func(r world.GPUSample) float64 { return r.Power / a100Limit })
}

func aboveLimit(s world.Sample) float64 {
	above := 0.0
	for _, r := range readings(s) {
		if r.Power > a100Limit {
			above++
		}
	}
	return above / float64(len(readings(s)))
}

func celsius(s world.Sample, q float64) float64 {
	all := func(world.GPUSample) bool { return true }
	return pick(s, q, all, func(r world.GPUSample) float64 { return r.Temperature })
}

// kalos holds quantiles of the power of A100s in W, of the cluster Kalos (AcmeTrace, CC-BY-4.0).
var kalos = []struct{ share, watts float64 }{
	{0.01, 60.2}, {0.025, 61.1}, {0.05, 61.9}, {0.10, 63.0}, {0.15, 63.9}, {0.20, 65.0}, {0.25, 66.4}, {0.30, 73.0},
	{0.35, 90.4}, {0.40, 94.0}, {0.45, 96.9}, {0.50, 101.3}, {0.55, 119.6}, {0.60, 148.1}, {0.65, 235.6}, {0.70, 324.9},
	{0.75, 371.7}, {0.80, 388.7}, {0.85, 396.7}, {0.90, 403.6}, {0.95, 413.0}, {0.975, 422.8}, {0.99, 439.7},
}

// distanceToKalos returns the largest difference between the shares of readings below the quantiles.
func distanceToKalos(s world.Sample) float64 {
	most := 0.0
	for _, q := range kalos {
		most = math.Max(most, math.Abs(below(s, q.watts)-q.share))
	}
	return most
}

// below returns the share of readings below a power in W.
func below(s world.Sample, watts float64) float64 {
	n := 0.0
	for _, r := range readings(s) {
		if r.Power < watts {
			n++
		}
	}
	return n / float64(len(readings(s)))
}

// cooledDown returns the median temperature some time after tasks ended that had drawn more than half the limit.
func cooledDown(s world.Sample) float64 {
	const later = 200 * time.Second
	var values []float64
	for _, p := range s.Plans("", 60) {
		id, freed := p.Freed()
		before := s.At(start.Add(freed - time.Second)).Node(id)
		after := s.At(start.Add(freed + later)).Node(id)
		for i, g := range before.GPUs {
			if g.Power > g.PowerLimit/2 && after.TaskID == "" {
				values = append(values, after.GPUs[i].Temperature)
			}
		}
	}
	return quantileOf(values, 0.5)
}
