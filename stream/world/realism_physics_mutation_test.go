package world_test

import (
	"slices"
	"testing"

	"trainmock/stream/world"
)

// TestPhysicsMutations changes what GPUs and curves are like, and checks that the criterion which should notice turns
// red on each of two seeds, and is green without the change.
func TestPhysicsMutations(t *testing.T) {
	usual := []*world.World{newWorld(t, "realistic", 0), newWorld(t, "realistic", 1)}
	for _, tc := range []struct {
		name, criterion string
		change          func(p *world.Physics)
	}{
		{"half power", "A100 power over limit, busy p50", func(p *world.Physics) { p.Power = 0.5 }},
		{"noise equal on all GPUs", "power, correlation of GPUs of a node", func(p *world.Physics) { p.Own = 0 }},
		{"noise of each GPU alone", "power, correlation of nodes of a gang", func(p *world.Physics) { p.Shared = 0 }},
		{"constant utilization", "utilization above 0 and below 50, share", func(p *world.Physics) { p.Wander = 0 }},
		{"thermal lag of an hour", "temperature 200 s after hard work, °C", func(p *world.Physics) { p.Lag = 120 }},
		{"gradient norm without outliers", "gradient norm, skew", func(p *world.Physics) { p.Jumps = 0 }},
		{"gradient norm that scatters twice as much", "gradient norm, sd of ln", func(p *world.Physics) { p.Scatter = 2 }},
		{"gradient norm that does not know the loss", "gradient norm, correlation with loss", func(p *world.Physics) {
			p.Together = 0
		}},
		{"validation above training", "validation - smoothed loss, most", func(p *world.Physics) { p.Gap = 10 }},
		{"validation below training", "validation - smoothed loss, least", func(p *world.Physics) { p.Gap = -10 }},
		{"ETA that knows the end", "error of the ETA after a tenth, median", func(p *world.Physics) { p.Estimate = 0 }},
		{"ETA that never gets better", "error of the ETA after nine tenths", func(p *world.Physics) { p.Estimate = 100 }},
		{"throughput above the steps", "steps times batch over samples, least", func(p *world.Physics) {
			p.Throughput = 1.2
		}},
		{"throughput that does not know what is read", "one node, bytes received over those of images",
			func(p *world.Physics) { p.Throughput = 0.5 }},
		{"waiting GPUs that draw much", "power over limit, tasks at a tenth, most", func(p *world.Physics) { p.Power = 2 }},
		{"throughput below the steps", "steps times batch over samples, most", func(p *world.Physics) {
			p.Throughput = 0.8
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for seed, w := range usual {
				if value, green := measureOn(t, tc.criterion, w); !green {
					t.Errorf("seed %d: %s is %.4v without the change, which is outside", seed, tc.criterion, value)
				}
				changed, physics := newWorld(t, "realistic", uint64(seed)), world.UsualPhysics()
				tc.change(&physics)
				changed.SetPhysics(physics)
				if value, green := measureOn(t, tc.criterion, changed); green {
					t.Errorf("seed %d: %s is %.4v, which is inside", seed, tc.criterion, value)
				}
			}
		})
	}
}

// measureOn returns the value of a criterion on a world, and whether it is inside.
func measureOn(t *testing.T, name string, w *world.World) (value float64, green bool) {
	t.Helper()
	i := slices.IndexFunc(criteria(), func(c criterion) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("there is no criterion %q", name)
	}
	c := criteria()[i]
	value = c.measure(world.Sample{World: w})
	return value, c.low <= value && value <= c.high
}
