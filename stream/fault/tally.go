package fault

import (
	"context"
	"sync"
	"time"

	"trainmock/stream/model"
)

// Ticks are the published ticks of an epoch, in which faults count events. Any number of goroutines may use them.
type Ticks interface {
	// First and Newest return the first tick of the epoch, and the newest published one.
	First() int64
	Newest() int64
	// Time returns the world time of a tick.
	Time(tick int64) time.Time
	// Indices returns the indices within a tick, in order, of the events of wanted types.
	Indices(tick int64, wanted func(*model.EventType) bool) []int
	// InTurn calls a slow function while no other call of InTurn runs.
	InTurn(call func())
}

// maxCounted is how many ticks a fault looks back at most to count events.
const maxCounted = 100_000

// tally counts the world's events for a fault that depends on their number. It follows the ticks only as far as some
// connection has come, or somebody has asked.
type tally struct {
	// counting is locked while ticks are counted, which may take long. Nobody but who needs the result waits for it.
	counting sync.Mutex
	// begun is set behind the first question, and next is the next tick to count.
	begun bool
	next  int64
	// admitted counts the events that the fault is about.
	admitted int64

	mu sync.Mutex
	// hits counts the strikes, each event of the world once, however many connections it is struck on.
	hits int64
	// drawn holds the events of the world that the rule strikes by their number, and claimed those that it has struck
	// on a connection, if it has claims.
	drawn, claimed events
}

// countUpTo counts the events of the ticks up to and with one, unless that is done. It passes over ticks more than
// maxCounted before, and over the first of the epoch, whose events no connection gets. It stops when ctx ends.
func (r *Rule) countUpTo(ctx context.Context, ticks Ticks, tick int64) {
	t := r.tally
	t.counting.Lock()
	defer t.counting.Unlock()
	if !t.begun {
		t.begun, t.next = true, max(ticks.First()+1, ticks.Newest()-maxCounted, r.After+1)
	}
	t.next = max(t.next, tick-maxCounted)
	for ; t.next <= min(tick, r.Until) && !r.isSpent() && ctx.Err() == nil; t.next++ {
		if tick == t.next {
			r.count(ticks, tick)
		} else {
			ticks.InTurn(func() { r.count(ticks, t.next) })
		}
	}
}

// count counts the events of one tick. The caller holds the lock for counting.
func (r *Rule) count(ticks Ticks, tick int64) {
	t := r.tally
	if !r.inForce(ticks.Time(tick)) {
		return
	}
	indices := ticks.Indices(tick, func(e *model.EventType) bool { return r.admits(e.Type) })
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, index := range indices {
		t.admitted++
		if r.spent(t.hits) || !r.nth(t.admitted) || !r.draws(r.key.Of(uint64(tick), uint64(index))) {
			continue
		}
		t.drawn.add(tick, index)
		if !r.claims() {
			t.hits++
		}
	}
}

// isDrawn reports whether the rule strikes an event of the world that has been counted.
func (r *Rule) isDrawn(tick int64, index int) bool {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	return r.tally.drawn.has(tick, index)
}

// claims reports whether only those events of the world bring the rule to its end at which it has done something on
// some connection. That is so where the rule strikes requests, too: events that nobody gets leave the strikes to those.
// It is also so for kinds that some events do not change, such as those within a silence.
func (r *Rule) claims() bool {
	if r.Per != "" || !r.ends() {
		return false
	}
	switch r.Kind.(type) {
	case model.Hang, model.Freeze, model.Reorder:
		return !r.isSingle() || r.isMixed()
	}
	return r.isMixed()
}

// claim reports whether the rule strikes an event of the world on a connection: whether it may, and effect does
// anything. An event that it has struck on another connection does not count again.
func (r *Rule) claim(tick int64, index int, effect func() bool) bool {
	t := r.tally
	t.mu.Lock()
	defer t.mu.Unlock()
	again := t.claimed.has(tick, index)
	if !again && r.spent(t.hits) || !effect() {
		return false
	}
	if !again {
		t.hits++
		t.claimed.add(tick, index)
	}
	return true
}

// take reports whether the rule strikes something else than an event of the world: whether it may, and effect does
// anything.
func (r *Rule) take(effect func() bool) bool {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	if r.spent(r.tally.hits) || !effect() {
		return false
	}
	r.tally.hits++
	return true
}

// isSpent reports whether the rule has struck as often as it may.
func (r *Rule) isSpent() bool {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	return r.spent(r.tally.hits)
}

// isSpentFrom reports whether the rule strikes no event of the world any more from a tick on.
func (r *Rule) isSpentFrom(tick int64) bool {
	t := r.tally
	t.mu.Lock()
	defer t.mu.Unlock()
	struck := t.drawn
	if r.claims() {
		struck = t.claimed
	}
	return r.spent(t.hits) && struck.before(tick)
}
