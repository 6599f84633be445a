package world

import (
	"sync"
	"sync/atomic"
	"time"
)

// once holds a value that is computed on first use. It only saves work: computing the value again would give the same.
// The zero value is ready to use. It must not be copied.
type once[T any] struct {
	mu    sync.Mutex
	value atomic.Pointer[T]
}

// get returns the value. The first call computes it with make.
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

// known returns the value, or nil if get has not been called yet.
func (o *once[T]) known() *T { return o.value.Load() }

// recent caches the plans of a slot's last few runs. An evicted plan is computed again, with the same result.
type recent [4]atomic.Pointer[recentPlan]

// recentPlan is the plan of a run in the cache. It holds until an instant, or for good if that is never.
type recentPlan struct {
	run int64
	outdated
}

// get returns the plan of a run. If the cached plan is missing or outdated, it calls make with what is left of it.
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

// invalidated returns the cache after a change at t. The plan of a task that has not ended by then holds only until t.
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
