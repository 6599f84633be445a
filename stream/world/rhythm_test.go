package world_test

import (
	"math"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// newLonely returns a world of equal nodes, and a task on every one of them.
func newLonely(tb testing.TB, nodes, gpus int, throttling model.Throttling) *world.World {
	tb.Helper()
	w, err := world.New(world.Options{Seed: 7, Start: start, Scenario: model.Scenario{
		Groups: []model.Group{{
			Name: "gpu", Count: nodes, Role: model.WorkerNode, CPUs: 64, MemoryGB: 256, GPU: "H100-SXM5-80GB", GPUs: gpus,
		}},
		Jobs: []model.Job{{
			Name: "one", Kind: model.Supervised, Slots: nodes, Group: "gpu", Nodes: 1, Period: 24 * time.Hour,
			Occupancy: 0.8, Steps: 1000, StepTime: 700 * time.Millisecond, Startup: time.Second, Evaluation: time.Second,
			Checkpoint: time.Second, CheckpointEvery: 10, Classes: 10, LearningRate: 0.1, Batch: 64,
		}},
		Throttling: throttling,
	}})
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// TestNoCommonBeat checks that the cluster does not move in time: with any period from 2 to 20 s, all seconds of the
// period see about as much movement of a signal.
func TestNoCommonBeat(t *testing.T) {
	const seconds, longest = 300, 20
	w := newLonely(t, 400, 1, model.Throttling{})
	signals := map[string]struct {
		of func(m model.NodeMetrics) float64
		// most is what a change of phase counts, because it should count no more than noise.
		most float64
	}{
		"power":        {func(m model.NodeMetrics) float64 { return m.GPUs[0].Power }, 0.1},
		"temperature":  {func(m model.NodeMetrics) float64 { return m.GPUs[0].Temperature }, 0.1},
		"CPU usage":    {func(m model.NodeMetrics) float64 { return m.CPUUsage }, 0.1},
		"memory usage": {func(m model.NodeMetrics) float64 { return m.MemoryUsage }, 0.003},
	}
	moved := map[string][]float64{}
	before := w.At(start).Nodes()
	for second := range seconds {
		nodes := w.At(start.Add(time.Duration(second+1) * time.Second)).Nodes()
		for name, signal := range signals {
			sum := 0.0
			for i, n := range nodes {
				sum += min(math.Abs(signal.of(n)-signal.of(before[i]))/signal.of(n), signal.most)
			}
			moved[name] = append(moved[name], sum)
		}
		before = nodes
	}
	for name, movements := range moved {
		for period := 2; period <= longest; period++ {
			sums := make([]float64, period)
			for second, m := range movements[:seconds/period*period] {
				sums[second%period] += m
			}
			if least, most := quantileOf(sums, 0), quantileOf(sums, 1); !(most <= 1.15*least) {
				t.Errorf("%s: with a period of %d s, some seconds move it %.2f times as much as others, want at most 1.15",
					name, period, most/least)
			}
		}
	}
}

// TestThrottlingIsAProcess follows nodes whose air gets warm: some GPUs of a node reach their limit and lower their
// clocks, others do not, and no temperature jumps.
func TestThrottlingIsAProcess(t *testing.T) {
	const length, nodes = 20 * time.Minute, 6
	w := newLonely(t, nodes, 8, model.Throttling{Rate: 70_000, Min: 3 * time.Minute, Max: 4 * time.Minute, Factor: 1.3})
	limit := model.GPUs["H100-SXM5-80GB"].Slowdown
	jump, hot, throttled, part := 0.0, 0, 0, 0
	for _, n := range w.At(start).Nodes() {
		before := n.GPUs
		for at := time.Second; at <= length; at += time.Second {
			slow := 0
			gpus := w.At(start.Add(at)).Node(n.ID).GPUs
			for i, g := range gpus {
				jump = max(jump, math.Abs(g.Temperature-before[i].Temperature))
				if g.Temperature >= limit-1 {
					hot++
				}
				if g.SMClock > 0 && g.SMClock < 1600 && g.SMClock != 345 {
					throttled, slow = throttled+1, slow+1
				}
			}
			if slow > 0 && slow < len(gpus) {
				part++
			}
			before = gpus
		}
	}
	if jump > 15 || hot == 0 || throttled == 0 || part == 0 {
		t.Errorf("temperatures jump by up to %.0f °C, %d are at the limit, %d clocks are low, %d times not all of a node; "+
			"want at most 15 °C, and some of each", jump, hot, throttled, part)
	}
}
