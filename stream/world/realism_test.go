package world_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

var (
	realismSeeds = flag.Int("realism.seeds", 20, "how many seeds the realism table looks at")
	realismFirst = flag.Uint64("realism.first", 1, "the first of them")
)

// criterion is a statistic of the realistic scenario and its bounds.
type criterion struct {
	name   string
	target string
	// low and high bound the statistic, both included.
	low, high float64
	measure   func(s world.Sample) float64
}

// TestRealism checks the statistics of the realistic scenario and logs them as a table. A criterion holds if 19 of 20
// seeds are within its bounds.
func TestRealism(t *testing.T) {
	realistic, err := scenario.Load("realistic")
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]world.Sample, *realismSeeds)
	for i := range samples {
		w, err := world.New(world.Options{Scenario: realistic, Seed: *realismFirst + uint64(i), Start: start})
		if err != nil {
			t.Fatal(err)
		}
		samples[i] = world.Sample{World: w}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-46s %-14s %-18s %9s %9s %9s  %s\n",
		"statistic", "target", "tolerance", "least", "median", "most", "seeds inside")
	for _, c := range criteria() {
		t.Run(c.name, func(t *testing.T) { c.check(t, samples, &table) })
	}
	checkCauses(t, samples, &table)
	last := *realismFirst + uint64(*realismSeeds) - 1
	t.Logf("the realistic scenario, seeds %d to %d:\n%s", *realismFirst, last, table.String())
}

// check measures a criterion on every seed and adds its row to the table.
func (c criterion) check(t *testing.T, samples []world.Sample, table *strings.Builder) {
	values := make([]float64, len(samples))
	inside := 0
	for i, s := range samples {
		values[i] = c.measure(s)
		if c.low <= values[i] && values[i] <= c.high {
			inside++
		}
	}
	slices.Sort(values)
	verdict := "pass"
	if 20*inside < 19*len(samples) {
		verdict = "FAIL"
		t.Errorf("%s: %d of %d seeds inside [%v, %v]: %.4v", c.name, inside, len(samples), c.low, c.high, values)
	}
	fmt.Fprintf(table, "%-46s %-14s %-18s %9.4g %9.4g %9.4g  %d of %d %s\n",
		c.name, c.target, fmt.Sprintf("%.4g .. %.4g", c.low, c.high),
		values[0], quantile(values, 0.5), values[len(values)-1], inside, len(samples), verdict)
}

// once returns a measurement of which the result is kept for each world.
func once[T any](measure func(world.Sample) T) func(world.Sample) T {
	known := map[*world.World]T{}
	return func(s world.Sample) T {
		if _, ok := known[s.World]; !ok {
			known[s.World] = measure(s)
		}
		return known[s.World]
	}
}

// together returns two statistics of which the result is kept for each world.
func together(measure func(world.Sample) (a, b float64)) func(world.Sample) (a, b float64) {
	both := once(func(s world.Sample) [2]float64 { a, b := measure(s); return [2]float64{a, b} })
	return func(s world.Sample) (a, b float64) { ab := both(s); return ab[0], ab[1] }
}

// first returns the first of two statistics that are measured together.
func first(measure func(world.Sample) (a, b float64)) func(world.Sample) float64 {
	return func(s world.Sample) float64 { a, _ := measure(s); return a }
}

// second returns the second of two statistics that are measured together.
func second(measure func(world.Sample) (a, b float64)) func(world.Sample) float64 {
	return func(s world.Sample) float64 { _, b := measure(s); return b }
}

// criteria returns the rows of the table.
func criteria() []criterion {
	return slices.Concat(
		curveCriteria, noiseCriteria, workloadCriteria, inputCriteria, timeCriteria, jobCriteria, stragglerCriteria,
		lossCriteria, nodeCriteria, gpuCriteria, hostCriteria)
}

// quantile returns a quantile of sorted values.
func quantile(sorted []float64, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
