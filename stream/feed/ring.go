package feed

import "maps"

const (
	// ringTicks is how many ticks the ring holds.
	ringTicks = 256
	// ringBytes limits their bytes in all. Beyond it the oldest ticks are dropped.
	ringBytes = 4 * maxBatch
)

// ring holds the newest ticks. A tick without readers is never computed.
type ring struct {
	batches map[int64]*Batch
	// oldest and newest are the first and last tick that the ring holds.
	oldest, newest int64
}

// newRing returns a full ring up to newest. Its batches are computed when they are first read.
func newRing(newest int64) ring {
	return ring{batches: map[int64]*Batch{}, oldest: newest - ringTicks + 1, newest: newest}
}

// advance makes a tick the newest, and drops the ticks beyond ringTicks or ringBytes.
func (r *ring) advance(newest int64) {
	r.newest = newest
	bytes := int64(0)
	for tick := newest; tick >= r.oldest; tick-- {
		if b, ok := r.batches[tick]; ok {
			bytes += b.size.Load()
		}
		if newest-tick >= ringTicks || bytes > ringBytes && tick < newest {
			maps.DeleteFunc(r.batches, func(t int64, _ *Batch) bool { return t <= tick })
			r.oldest = tick + 1
			return
		}
	}
}

// holds reports whether the ring holds a tick.
func (r *ring) holds(tick int64) bool { return r.oldest <= tick && tick <= r.newest }
