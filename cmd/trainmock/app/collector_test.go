package app

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestGrowthFor checks that a heap grows to leastHeap, or to twice its size.
func TestGrowthFor(t *testing.T) {
	const mb = 1 << 20
	for _, tc := range []struct {
		inUse uint64
		want  int
	}{
		{0, 300}, {1, 300}, {mb, 300}, {3 * mb, 300}, {4 * mb, 200}, {5 * mb, 140}, {6 * mb, 100}, {7 * mb, 100},
		{12 * mb, 100}, {100 * mb, 100},
	} {
		if got := growthFor(tc.inUse); got != tc.want {
			t.Errorf("%d bytes in use: got %d %%, want %d %%", tc.inUse, got, tc.want)
		}
	}
}

// TestCollector checks that each collection adjusts the growth: to Go's own while much memory is in use, and to more
// when little is. The test itself may hold some.
func TestCollector(t *testing.T) {
	t.Setenv("GOGC", "")
	c := newCollector()
	defer c.leave()
	expectGrowth(t, c, growthFor(memoryInUse()))
	held := make([]byte, 4*leastHeap)
	collect(c)
	expectGrowth(t, c, usualPercent)
	runtime.KeepAlive(held)
	collect(c)
	expectGrowth(t, c, growthFor(memoryInUse()))
}

// collect has garbage collected, and the growth adjusted.
func collect(c *collector) {
	runtime.GC()
	<-c.collected
	c.adjust()
}

// expectGrowth checks the growth that the next collection waits for, but for small changes that are left out.
func expectGrowth(t *testing.T, c *collector, want int) {
	t.Helper()
	got := debug.SetGCPercent(c.percent)
	if off := got - want; off > want/8 || off < -want/8 {
		t.Errorf("got %d %%, want %d %%", got, want)
	}
}

// TestCollectorLeavesGOGC checks that the variable GOGC is the user's.
func TestCollectorLeavesGOGC(t *testing.T) {
	t.Setenv("GOGC", "150")
	before := debug.SetGCPercent(150)
	defer debug.SetGCPercent(before)
	c := newCollector()
	c.leave()
	if got := debug.SetGCPercent(before); got != 150 || c.collected != nil {
		t.Errorf("got %d %%, want 150 %%", got)
	}
}
