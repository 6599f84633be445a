package feed

import "maps"

const (
	// ringTicks is how many ticks the ring holds.
	ringTicks = 256
	// ringBytes limits their bytes in all, and leastRing once the budget is spent. Beyond it the oldest ticks are
	// dropped.
	ringBytes = 4 * maxBatch
	leastRing = 1 << 20
	// spareBytes limits the bytes of the ticks that every subscriber has got. One that resumes from an older tick has it
	// computed anew.
	spareBytes = 8 << 20
)

// ring holds the newest ticks. A tick without readers is never computed.
type ring struct {
	batches map[int64]*Batch
	// oldest and newest are the first and last tick that the ring holds.
	oldest, newest int64
	budget         *Budget
}

// newRing returns a full ring up to newest. Its batches are computed when they are first read.
func newRing(newest int64, b *Budget) ring {
	return ring{batches: map[int64]*Batch{}, oldest: newest - ringTicks + 1, newest: newest, budget: b}
}

// advance makes a tick the newest, and drops the ticks beyond ringTicks, or beyond ringBytes or leastRing.
func (r *ring) advance(newest int64) {
	r.newest = newest
	most := int64(ringBytes)
	if r.budget.isSpent() {
		most = leastRing
	}
	bytes := int64(0)
	for tick := newest; tick >= r.oldest; tick-- {
		if b, ok := r.batches[tick]; ok {
			bytes += b.size.Load()
		}
		if newest-tick >= ringTicks || bytes > most && tick < newest {
			r.drop(tick)
			return
		}
	}
}

// isHeavy reports whether the ticks hold more than spareBytes.
func (r *ring) isHeavy() bool {
	bytes := int64(0)
	for _, b := range r.batches {
		bytes += b.size.Load()
	}
	return bytes > spareBytes
}

// trim drops the oldest ticks before one that is needed, but for the newest of all, while the ticks hold more than
// spareBytes.
func (r *ring) trim(needed int64) {
	bytes := int64(0)
	for tick := r.newest; tick >= r.oldest; tick-- {
		if b, ok := r.batches[tick]; ok {
			bytes += b.size.Load()
		}
		if bytes > spareBytes && tick < min(needed, r.newest) {
			r.drop(tick)
			return
		}
	}
}

// drop drops the ticks up to one.
func (r *ring) drop(tick int64) {
	maps.DeleteFunc(r.batches, func(t int64, b *Batch) bool {
		if t <= tick {
			b.account.close()
		}
		return t <= tick
	})
	r.oldest = tick + 1
}

// release gives the bytes of all ticks back to the budget. They and later ones do not count any more.
func (r *ring) release() {
	r.budget = nil
	for _, b := range r.batches {
		b.account.close()
	}
}

// holds reports whether the ring holds a tick.
func (r *ring) holds(tick int64) bool { return r.oldest <= tick && tick <= r.newest }
