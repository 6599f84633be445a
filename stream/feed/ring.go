package feed

import "maps"

const (
	// ringTicks is how many ticks stay at hand.
	ringTicks = 256
	// ringBytes bounds what they hold; the oldest ticks leave first.
	ringBytes = 4 * maxBatch
)

// ring holds the newest ticks. A tick that nobody reads is never computed.
type ring struct {
	batches map[int64]*Batch
	// oldest and newest tick that are at hand.
	oldest, newest int64
}

// newRing returns a ring as if it had been there for long: it costs nothing before somebody reads.
func newRing(newest int64) ring {
	return ring{batches: map[int64]*Batch{}, oldest: newest - ringTicks + 1, newest: newest}
}

// advance makes a tick the newest and lets go of those that do not fit any more.
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

// holds reports whether a tick is at hand.
func (r *ring) holds(tick int64) bool { return r.oldest <= tick && tick <= r.newest }
