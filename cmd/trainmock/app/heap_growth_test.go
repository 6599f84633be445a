package app

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// TestGrowth checks that a heap grows to leastHeap, or as far as Go lets it grow.
func TestGrowth(t *testing.T) {
	const mb = 1 << 20
	for _, tc := range []struct {
		s    scanned
		want int
	}{
		{scanned{}, 300},
		{scanned{heap: 1}, 300},
		{scanned{heap: 3 * mb}, 300},
		{scanned{heap: 4 * mb}, 200},
		{scanned{heap: 3 * mb, stacks: 2 * mb, globals: mb}, 150},
		{scanned{heap: 3 * mb, stacks: 20 * mb}, 100},
		{scanned{heap: 6 * mb}, 100},
		{scanned{heap: 100 * mb}, 100},
	} {
		if got := tc.s.growth(); got != tc.want {
			t.Errorf("%+v: got %d %%, want %d %%", tc.s, got, tc.want)
		}
	}
}

// TestLetHeapGrow checks that a collection adjusts the growth: to Go's own while much memory is in use, and to more when
// little is. The test itself may hold some.
func TestLetHeapGrow(t *testing.T) {
	t.Setenv("GOGC", "")
	before := presentGrowth()
	stop := letHeapGrow()
	if got := presentGrowth(); got != mostGrowth {
		t.Errorf("got %d %% at the start, want %d %%", got, mostGrowth)
	}
	held := make([]byte, 4*leastHeap)
	awaitGrowth(t, func() int { return usualGrowth })
	runtime.KeepAlive(held)
	awaitGrowth(t, func() int { return lastScanned().growth() })
	stop()
	if got := presentGrowth(); got != before {
		t.Errorf("got %d %% at the end, want %d %% as before", got, before)
	}
}

// presentGrowth returns the percentage that is set.
func presentGrowth() int {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return int(sample[0].Value.Uint64())
}

// awaitGrowth collects garbage until the percentage is about what is wanted.
func awaitGrowth(t *testing.T, want func() int) {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(10 * time.Second); ; <-look.C {
		runtime.GC()
		got, want := presentGrowth(), want()
		if 8*max(got, want) <= 9*min(got, want) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("got %d %%, want about %d %%", got, want)
		}
	}
}

// TestLetHeapGrowWithGOGC checks that the variable GOGC is the user's.
func TestLetHeapGrowWithGOGC(t *testing.T) {
	t.Setenv("GOGC", "150")
	before := debug.SetGCPercent(150)
	defer debug.SetGCPercent(before)
	stop := letHeapGrow()
	if got := presentGrowth(); got != 150 {
		t.Errorf("got %d %%, want 150 %%", got)
	}
	stop()
	if got := presentGrowth(); got != 150 {
		t.Errorf("got %d %% at the end, want 150 %%", got)
	}
}
