package world_test

import (
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start is the start of every world in these tests.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newWorld(tb testing.TB, name string, seed uint64) *world.World {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: seed, Start: start})
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// builtins returns the names of the built-in scenarios.
func builtins() []string { return scenario.Names() }

func sortTimes(list []time.Time) {
	slices.SortFunc(list, func(a, b time.Time) int { return a.Compare(b) })
}
