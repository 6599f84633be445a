package processors_test

import (
	"runtime"
	"testing"

	"trainmock/stream/processors"
)

// TestSpread checks that twice as many goroutines run as there are processors, once, unless the variable or the system
// sets a limit, and that the number of processors stays the same.
func TestSpread(t *testing.T) {
	processors.Reset()
	all := runtime.NumCPU()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(all + 1)) // As if the system limited it.
	for _, tc := range []struct {
		name, variable string
		runs, want     int
	}{
		{"the system's limit", "", all + 1, all + 1},
		{"the variable", "8", all, all},
		{"all processors", "", all, 2 * all},
	} {
		t.Setenv("GOMAXPROCS", tc.variable)
		runtime.GOMAXPROCS(tc.runs)
		before := processors.Count()
		processors.Spread()
		processors.Spread()
		if got := runtime.GOMAXPROCS(0); got != tc.want || processors.Count() != before {
			t.Errorf("%s: %d goroutines run and %d processors are counted, want %d and %d",
				tc.name, got, processors.Count(), tc.want, before)
		}
	}
}
