package world

import (
	"sync"
	"sync/atomic"
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

// recent remembers the values of a few neighbouring numbers. What it has forgotten is computed again, the same.
type recent[T any] [4]atomic.Pointer[numbered[T]]

type numbered[T any] struct {
	number int64
	value  *T
}

// get returns the value of a number, computed by make if it is not remembered.
func (r *recent[T]) get(number int64, make func() *T) *T {
	entry := &r[uint64(number)%uint64(len(r))]
	if known := entry.Load(); known != nil && known.number == number {
		return known.value
	}
	v := make()
	entry.Store(&numbered[T]{number: number, value: v})
	return v
}
