package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// memoryCheck is the time between two looks at the memory.
	memoryCheck = 10 * time.Second
	// memorySlack is how much the memory may grow before the growth is taken for the leavings of a storm. Five thousand
	// streams that are opened at once leave as much (BenchmarkMemory).
	memorySlack = 16 << 20
	// memoryQuiet is how much may be allocated between two looks while nothing but ticks happens.
	memoryQuiet = 32 << 20
)

// memory gives memory back to the system after a storm of requests. The collector alone would take minutes, because it
// next runs when the heap has doubled, or after two minutes.
type memory struct {
	// settled is the memory held after the last collection by check, and allocated the bytes allocated until the last
	// check.
	settled, allocated uint64
}

// newMemory returns the state at the start of the program. The first look may come after a storm, so that the memory
// held then says nothing.
func newMemory(held, allocated uint64) memory {
	return memory{settled: held, allocated: allocated}
}

// watchMemory checks the memory until the context is done.
func watchMemory(ctx context.Context) {
	m := newMemory(heldMemory())
	ticker := time.NewTicker(memoryCheck)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if m.due(heldMemory()) {
				debug.FreeOSMemory()
				m.settled, _ = heldMemory()
			}
		case <-ctx.Done():
			return
		}
	}
}

// due reports whether memory is to be given back, by the memory held now and the bytes allocated so far: it has grown,
// and the storm is over.
func (m *memory) due(held, allocated uint64) bool {
	quiet := allocated-m.allocated < memoryQuiet
	m.allocated = allocated
	m.settled = min(m.settled, held)
	return quiet && held > m.settled+memorySlack
}

// heldMemory returns the bytes that the program holds of the system's memory, and those it has allocated so far.
func heldMemory() (held, allocated uint64) {
	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
		{Name: "/gc/heap/allocs:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64(), samples[2].Value.Uint64()
}
