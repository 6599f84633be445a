package world_test

import (
	"maps"
	"slices"
	"testing"

	"trainmock/stream/world"
)

// TestGPUMutations changes what GPUs are like, and checks that the criterion which should notice turns red on each of
// two seeds, and is green without the change.
func TestGPUMutations(t *testing.T) {
	usual := world.Physics{Power: 1, Own: 1, Shared: 1, Wander: 1, Lag: 1}
	for _, tc := range []struct {
		name, criterion string
		change          func(p *world.Physics)
	}{
		{"half power", "A100 power over limit, busy p50", func(p *world.Physics) { p.Power = 0.5 }},
		{"noise equal on all GPUs", "power, correlation of GPUs of a node", func(p *world.Physics) { p.Own = 0 }},
		{"noise of each GPU alone", "power, correlation of nodes of a gang", func(p *world.Physics) { p.Shared = 0 }},
		{"constant utilization", "utilization above 0 and below 50, share", func(p *world.Physics) { p.Wander = 0 }},
		{"thermal lag of an hour", "temperature 200 s after hard work, °C", func(p *world.Physics) { p.Lag = 120 }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for seed := range uint64(2) {
				if value, green := measureOn(t, tc.criterion, seed, usual); !green {
					t.Errorf("seed %d: %s is %.4v without the change, which is outside", seed, tc.criterion, value)
				}
				changed := usual
				tc.change(&changed)
				if value, green := measureOn(t, tc.criterion, seed, changed); green {
					t.Errorf("seed %d: %s is %.4v, which is inside", seed, tc.criterion, value)
				}
			}
		})
	}
}

// measureOn returns the value of a criterion on one seed of the realistic scenario, and whether it is inside.
func measureOn(t *testing.T, name string, seed uint64, p world.Physics) (value float64, green bool) {
	t.Helper()
	i := slices.IndexFunc(criteria(), func(c criterion) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("there is no criterion %q", name)
	}
	w := newWorld(t, "realistic", seed)
	w.SetPhysics(p)
	c := criteria()[i]
	value = c.measure(world.Sample{World: w})
	return value, c.low <= value && value <= c.high
}

// TestCauseMutation checks that a cause table with two counts exchanged is noticed.
func TestCauseMutation(t *testing.T) {
	samples := []world.Sample{{World: newWorld(t, "realistic", 1)}}
	wrong := maps.Clone(tableFive)
	wrong["software bug"], wrong["host maintenance"] = wrong["host maintenance"], wrong["software bug"]
	chi2, _ := causeMix(samples, wrong)
	if p := chiSquareTail(chi2, float64(len(wrong)-1)); p > 1e-4 {
		t.Errorf("the mix agrees with a wrong table, p = %.2g", p)
	}
}
