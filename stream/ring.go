package stream

import "maps"

const (
	// ringTicks is how many ticks stay at hand.
	ringTicks = 256
	// ringBytes bounds what they hold; the oldest ticks leave first.
	ringBytes = 64 << 20
)

// ring holds the newest ticks. A tick that nobody reads is never computed.
type ring struct {
	batches map[int64]*batch
	// oldest and newest tick that are at hand.
	oldest, newest int64
}

// newRing is a ring as if it had been there for long: it costs nothing before somebody reads.
func newRing(newest int64) ring {
	return ring{batches: map[int64]*batch{}, oldest: newest - ringTicks + 1, newest: newest}
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
			maps.DeleteFunc(r.batches, func(t int64, _ *batch) bool { return t <= tick })
			r.oldest = tick + 1
			return
		}
	}
}

// at is the batch of a tick, made by fresh if it is not there yet; false if it has left or is yet to come.
func (r *ring) at(tick int64, fresh func(int64) *batch) (*batch, bool) {
	if tick < r.oldest || tick > r.newest {
		return nil, false
	}
	b, ok := r.batches[tick]
	if !ok {
		b = fresh(tick)
		r.batches[tick] = b
	}
	return b, true
}
