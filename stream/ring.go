package stream

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

func newRing(newest int64) ring {
	return ring{batches: map[int64]*batch{}, oldest: newest, newest: newest}
}

// advance makes a tick the newest and lets go of those that do not fit any more.
func (r *ring) advance(newest int64) {
	r.newest = newest
	bytes := 0
	for tick := newest; tick >= r.oldest; tick-- {
		b, ok := r.batches[tick]
		if ok {
			bytes += b.weight()
		}
		if newest-tick >= ringTicks || bytes > ringBytes && tick < newest {
			r.drop(tick)
			return
		}
	}
}

// drop lets go of a tick and all before it.
func (r *ring) drop(tick int64) {
	for t := range r.batches {
		if t <= tick {
			delete(r.batches, t)
		}
	}
	r.oldest = tick + 1
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
