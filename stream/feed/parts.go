package feed

import (
	"slices"
	"sync"
	"sync/atomic"

	"trainmock/stream/processors"
)

// partEvents is how many events of a large tick one goroutine works on at a time. They take it some milliseconds,
// beside which its start costs little; the ticks of most worlds have fewer.
const partEvents = 1024

// inParts calls a function for all events of a list, part by part, and returns the sum of its results. All processors
// share a long list, unless the tick is made behind the ticks to come, which need one (BenchmarkTenThousandNodes).
func (b *Batch) inParts(list []*event, work func(part []*event) int64) int64 {
	if len(list) <= partEvents {
		return work(list)
	}
	parts := slices.Collect(slices.Chunk(list, partEvents))
	var next, sum atomic.Int64
	worker := func() {
		for i := next.Add(1) - 1; i < int64(len(parts)); i = next.Add(1) - 1 {
			sum.Add(work(parts[i]))
		}
	}
	var others sync.WaitGroup
	if !b.behind {
		for range min(processors.Count(), len(parts)) - 1 {
			others.Go(worker)
		}
	}
	worker()
	others.Wait()
	return sum.Load()
}
