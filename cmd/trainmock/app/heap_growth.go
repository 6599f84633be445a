package app

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// leastHeap is the size in bytes to which the heap may grow before it is collected, however little of it is in use.
	// Go's own limit is 4 MB: while clients ask as fast as they can, it would collect a heap of one megabyte forty times
	// a second, each time on all processors (BenchmarkAnswers).
	leastHeap = 12 << 20
	// usualGrowth is Go's own default: by how much the heap may grow until its next collection, in percent of what that
	// has to look through.
	usualGrowth = 100
	// mostGrowth makes Go's own limit, which grows with the percentage, leastHeap.
	mostGrowth = usualGrowth * leastHeap / (4 << 20)
)

// scanned is what the last collection has looked through, in bytes: what it found in use of the heap, the stacks, and
// the variables of packages. It is zero before the first.
type scanned struct{ heap, stacks, globals uint64 }

// lastScanned returns what the last collection has looked through.
func lastScanned() scanned {
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"},
	}
	metrics.Read(samples)
	return scanned{samples[0].Value.Uint64(), samples[1].Value.Uint64(), samples[2].Value.Uint64()}
}

// growth returns the percentage with which Go collects the heap when it has grown to leastHeap. It is usualGrowth where
// Go collects it later by itself, because more is in use.
func (s scanned) growth() int {
	all := float64(s.heap + s.stacks + s.globals)
	if all == 0 {
		return mostGrowth
	}
	percent := 100 * (leastHeap - float64(s.heap)) / all
	return int(min(max(percent, usualGrowth), mostGrowth))
}

// letHeapGrow lets a small heap grow to leastHeap between its collections, until the result is called. It does nothing
// where the variable GOGC is set.
func letHeapGrow() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(mostGrowth)
	collected, stopped := make(chan struct{}, 1), make(chan struct{})
	var adjusting sync.WaitGroup
	adjusting.Go(func() {
		for percent := mostGrowth; ; {
			afterCollection(collected)
			select {
			case <-collected:
				percent = adjustGrowth(percent)
			case <-stopped:
				return
			}
		}
	})
	return func() {
		close(stopped)
		adjusting.Wait()
		debug.SetGCPercent(before)
	}
}

// adjustGrowth sets the percentage anew if it differs by more than a tenth from the present one, and returns it.
// Setting it stops all goroutines for a moment.
func adjustGrowth(present int) int {
	percent := lastScanned().growth()
	if 10*max(percent, present) <= 11*min(percent, present) {
		return present
	}
	debug.SetGCPercent(percent)
	return percent
}

// afterCollection sends to a channel after the next collection. It must have room, because nobody may be left to read.
func afterCollection(collected chan<- struct{}) {
	// Nothing holds the pointer, so that the next collection finds it unused. Were it to a type without pointers, it
	// might lie beside others, and never be found.
	runtime.AddCleanup(new(*byte), func(collected chan<- struct{}) { collected <- struct{}{} }, collected)
}
