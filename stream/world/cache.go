package world

import (
	"sync"
	"sync/atomic"
	"time"
)

// once holds a value that is computed when it is first asked for. It only saves work: the value follows from what it is
// computed from. Its zero value is ready, and must not be copied.
type once[T any] struct {
	mu    sync.Mutex
	value atomic.Pointer[T]
}

// get returns the value, computed by make for the first who asks.
func (o *once[T]) get(make func() *T) *T {
	if v := o.value.Load(); v != nil {
		return v
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	v := o.value.Load()
	if v == nil {
		v = make()
		o.value.Store(v)
	}
	return v
}

// known returns the value; nil if nobody has asked for it yet.
func (o *once[T]) known() *T { return o.value.Load() }

// recent remembers the plans of a few neighbouring runs. What it has forgotten is computed again, the same.
type recent [4]atomic.Pointer[recentPlan]

// recentPlan is the plan of an run. It holds before an instant; never if nothing has changed.
type recentPlan struct {
	run int64
	outdated
}

// get returns the plan of an run, computed by make if it is not remembered or outdated.
func (r *recent) get(run int64, make func(before outdated) *plan) *plan {
	entry := &r[uint64(run)%uint64(len(r))]
	var before outdated
	if known := entry.Load(); known != nil && known.run == run {
		if known.until == never {
			return known.plan
		}
		before = known.outdated
	}
	p := make(before)
	entry.Store(&recentPlan{run, outdated{p, never}})
	return p
}

// changed returns the plans when something changes at t: those of tasks that have not ended then are outdated.
func (r *recent) invalidated(t time.Duration) *recent {
	next := &recent{}
	for i := range r {
		known := r[i].Load()
		if known != nil && known.ended >= t {
			known = &recentPlan{known.run, outdated{known.plan, min(known.until, t)}}
		}
		next[i].Store(known)
	}
	return next
}
