// Package turn owns when expensive work may run: behind the ticks, one piece of work at a time for each processor but
// one, and within a budget of bytes.
package turn

import (
	"context"

	"golang.org/x/sync/semaphore"

	"trainmock/stream/processors"
)

const (
	// Free is the number of bytes up to which work needs no turn.
	Free = 64 << 10
	// short is the number of bytes up to which the encoding of work's result is over before a Pace would pause.
	short = 512 << 10
	// Most is the number of bytes that one piece of work counts at most.
	Most = 64 << 20
)

// Ticks is the work that goes first. deliver.Lanes is one.
type Ticks interface {
	// Await returns when no tick is about to be sent.
	Await()
	// Yield returns when the ticks that are being sent have been sent, as well as one that is about to be.
	Yield()
	// YieldLong does what Yield does, and leaves clients a moment to read.
	YieldLong()
	// Idle reports whether nobody waits for ticks.
	Idle() bool
}

// Queue gives turns to expensive work. Any number of goroutines may use it.
type Queue struct {
	ticks   Ticks
	running *semaphore.Weighted
	budget  *budget
}

// NewQueue returns a queue behind ticks, or one without if ticks is nil.
func NewQueue(ticks Ticks) *Queue {
	atOnce := max(1, processors.Count()-1)
	return &Queue{ticks: ticks, running: semaphore.NewWeighted(int64(atOnce)), budget: newBudget()}
}

// Visit is one request's use of a queue, and the context of its work. One goroutine may use it.
type Visit struct {
	context.Context
	queue   *Queue
	bytes   int64
	running bool
	// yielded is set once a turn was given up by Yield.
	yielded bool
	pace    Pace
}

// visitKey is the key of the visit in a context.
type visitKey struct{}

// Begin returns a visit that takes nothing yet, and a context in which Take belongs to it. It lets a tick go first that
// is about to be sent.
func (q *Queue) Begin(ctx context.Context) (context.Context, *Visit) {
	v := q.Visit(ctx)
	return &v, &v
}

// Visit does what Begin does, for a struct that embeds the visit and is the context itself.
func (q *Queue) Visit(ctx context.Context) Visit {
	if q.ticks != nil {
		q.ticks.Await()
	}
	return Visit{Context: ctx, queue: q}
}

// Value returns the visit itself for its key.
func (v *Visit) Value(key any) any {
	if key == (visitKey{}) {
		return v
	}
	return v.Context.Value(key)
}

// Take waits for a turn of work that needs so many bytes of memory, in whole. Up to Free it takes none. Within a turn
// it only adds the bytes, without waiting. It fails with a 503 of type *refuse.Refusal if the budget stays used up, and
// with the error of ctx, which is the context of Begin or one made from it.
func Take(ctx context.Context, bytes int64) error {
	if bytes <= Free {
		return nil
	}
	return ctx.Value(visitKey{}).(*Visit).take(ctx, min(bytes, Most), true)
}

// Try does what Take does, but does not wait for bytes: for work that others wait for, or that can be left out.
func Try(ctx context.Context, bytes int64) error {
	if bytes <= Free {
		return nil
	}
	return ctx.Value(visitKey{}).(*Visit).take(ctx, min(bytes, Most), false)
}

// Reserve sets bytes aside for work that may need a turn later. It waits for them and fails as Take does.
func Reserve(ctx context.Context, bytes int64) error {
	if bytes <= Free {
		return nil
	}
	return ctx.Value(visitKey{}).(*Visit).reserve(ctx, min(bytes, Most), true)
}

// Pause lets the ticks go first in the middle of a turn, if anybody waits for them. Work calls it about every 100 µs.
// Without a turn it does nothing.
func Pause(ctx context.Context) {
	v, ok := ctx.Value(visitKey{}).(*Visit)
	if ok && v.running && v.queue.ticks != nil && !v.queue.ticks.Idle() {
		if v.pace.Pause() {
			v.queue.ticks.YieldLong()
			v.pace = NewPace()
		}
	}
}

// LetTicks lets the ticks go first that are being sent or are about to be. Long work calls it where it has no turn,
// before each piece that it sends.
func LetTicks(ctx context.Context) {
	if v, ok := ctx.Value(visitKey{}).(*Visit); ok && v.queue.ticks != nil {
		v.queue.ticks.YieldLong()
	}
}

// IsLong reports whether the work of a context has a turn, and so many bytes that it should pause while it encodes
// them.
func IsLong(ctx context.Context) bool {
	v, ok := ctx.Value(visitKey{}).(*Visit)
	return ok && v.running && v.bytes > short
}

// Yield ends the turn of a visit, if it has one, and keeps the bytes: the work goes on in a queue of its own.
func Yield(ctx context.Context) {
	if v, ok := ctx.Value(visitKey{}).(*Visit); ok {
		v.yielded = v.yielded || v.running
		v.release()
	}
}

// Resume waits for another turn of work that has yielded, with the bytes that it has. For work that never had a turn it
// does nothing. It fails with the error of ctx.
func Resume(ctx context.Context) error {
	v, ok := ctx.Value(visitKey{}).(*Visit)
	if !ok || !v.yielded || v.running {
		return nil
	}
	return v.run(ctx)
}

// reserve sets bytes aside. If it is patient and has no turn, it waits for them.
func (v *Visit) reserve(ctx context.Context, bytes int64, patient bool) error {
	var err error
	if patient && !v.running {
		err = v.queue.budget.await(ctx, bytes)
	} else {
		err = v.queue.budget.take(bytes)
	}
	if err == nil {
		v.bytes += bytes
	}
	return err
}

// take does what reserve does, and then waits for a turn.
func (v *Visit) take(ctx context.Context, bytes int64, patient bool) error {
	if err := v.reserve(ctx, bytes, patient); err != nil || v.running {
		return err
	}
	return v.run(ctx)
}

// run waits for a turn.
func (v *Visit) run(ctx context.Context) error {
	if err := v.queue.running.Acquire(ctx, 1); err != nil {
		return err
	}
	v.running = true
	if v.queue.ticks != nil {
		v.queue.ticks.Yield()
	}
	v.pace = NewPace()
	return nil
}

// Finish ends the turn: the work is done, and its result of so many bytes is yet to be sent. Other bytes are given
// back.
func (v *Visit) Finish(bytes int) {
	v.release()
	if rest := v.bytes - int64(bytes); rest > 0 {
		v.queue.budget.giveBack(rest)
		v.bytes -= rest
	}
}

func (v *Visit) release() {
	if v.running {
		v.running = false
		v.queue.running.Release(1)
	}
}

// End ends the visit, and gives back the turn and the bytes.
func (v *Visit) End() {
	v.Finish(0)
}
