package app

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// leastHeap is the size in bytes to which the heap may grow before it is collected, however little of it is in use.
	// Go's own limit is 4 MB: while clients ask as fast as they can, it would collect a heap of one megabyte forty times
	// a second, each time on all processors (BenchmarkAnswers).
	leastHeap = 12 << 20
	// usualPercent is the growth of a heap until its next collection, in percent of what is in use: Go's own default.
	usualPercent = 100
	// mostPercent makes Go's own limit, which grows with the percentage, leastHeap.
	mostPercent = usualPercent * leastHeap / (4 << 20)
)

// growthFor returns by how much a heap may grow until its next collection, in percent of the bytes in use: to
// leastHeap, or to twice its size where that is more.
func growthFor(inUse uint64) int {
	if inUse == 0 {
		return mostPercent
	}
	growth := 100 * (leastHeap - float64(inUse)) / float64(inUse)
	return int(min(max(growth, usualPercent), mostPercent))
}

// collector lets a small heap grow further between its collections than Go does. It does nothing where the variable
// GOGC is set.
type collector struct {
	// collected gets a value behind each collection. It is nil if the variable is set.
	collected chan struct{}
	percent   int
}

// newCollector returns one that has set the growth for a heap before its first collection.
func newCollector() *collector {
	c := &collector{percent: usualPercent}
	if os.Getenv("GOGC") == "" {
		c.collected = make(chan struct{}, 1)
		c.adjust()
	}
	return c
}

// adjust sets the growth until the next collection, behind which collected gets a value. To set it stops all
// goroutines for a moment, so that small changes are left out.
func (c *collector) adjust() {
	if percent := growthFor(memoryInUse()); percent > c.percent*11/10 || percent < c.percent*9/10 {
		debug.SetGCPercent(percent)
		c.percent = percent
	}
	// Nothing holds the pointer, so that the next collection finds it unused.
	runtime.AddCleanup(new(*byte), func(collected chan<- struct{}) { collected <- struct{}{} }, c.collected)
}

// leave sets the growth to Go's default.
func (c *collector) leave() {
	if c.collected != nil {
		debug.SetGCPercent(usualPercent)
	}
}

// memoryInUse returns the bytes of the heap that the last collection found in use, 0 before the first.
func memoryInUse() uint64 {
	inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(inUse)
	return inUse[0].Value.Uint64()
}
