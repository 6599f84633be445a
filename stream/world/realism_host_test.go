package world_test

import (
	"math"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// hostCriteria concern what nodes with A100 report beside their GPUs. The quantiles are those of the cluster Kalos
// (AcmeTrace, CC-BY-4.0), each with its share.
var hostCriteria = []criterion{
	{"A100 node CPU, KS distance to Kalos", "0", 0, 0.2, func(s world.Sample) float64 {
		return distance(hostReadings(s, func(m model.NodeMetrics) float64 { return m.CPUUsage }), []quantilePoint{
			{0.25, 3.24}, {0.30, 6.08}, {0.40, 17.07}, {0.50, 20.11}, {0.60, 22.39}, {0.70, 26.81}, {0.80, 28.24},
			{0.85, 28.9}, {0.90, 39.41}, {0.95, 55.09},
		})
	}},
	{"A100 node memory, KS distance to Kalos", "0", 0, 0.2, func(s world.Sample) float64 {
		return distance(hostReadings(s, func(m model.NodeMetrics) float64 { return m.MemoryUsage }), []quantilePoint{
			{0.10, 4.08}, {0.20, 4.37}, {0.30, 5.68}, {0.40, 6.81}, {0.50, 7.18}, {0.60, 7.6}, {0.70, 8.41}, {0.75, 9.28},
			{0.80, 13.19}, {0.85, 18.62}, {0.90, 27.68}, {0.95, 37.55},
		})
	}},
}

type quantilePoint struct{ share, value float64 }

// hostReadings returns a value of the nodes with A100 that are ALIVE, at instants an odd time apart.
func hostReadings(s world.Sample, of func(model.NodeMetrics) float64) []float64 {
	var list []float64
	for i := range 60 {
		for _, n := range s.At(start.Add(time.Duration(i) * 395_965 * time.Second)).Nodes() {
			if n.State == model.Alive && len(n.GPUs) > 0 && n.GPUs[0].PowerLimit == a100Limit {
				list = append(list, of(n))
			}
		}
	}
	return list
}

// distance returns the largest difference between the shares of readings below quantiles and the quantiles' own.
func distance(readings []float64, quantiles []quantilePoint) float64 {
	most := 0.0
	for _, q := range quantiles {
		below := 0.0
		for _, r := range readings {
			if r < q.value {
				below++
			}
		}
		most = math.Max(most, math.Abs(below/float64(len(readings))-q.share))
	}
	return most
}
