package fault

import (
	"cmp"
	"slices"
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

const (
	// maxCounted is how many ticks a fault looks back at most to count events.
	maxCounted = 100_000
	// maxStruck is how many ticks with strikes a fault remembers, for connections that lag.
	maxStruck = 10_000
)

// tally counts the world's events for a fault that depends on their number. It follows the ticks only as far as some
// connection has come.
type tally struct {
	// counting is locked while ticks are counted, which may take long. Nobody but who needs the result waits for it.
	counting sync.Mutex
	// begun is set behind the first question, and next is the next tick to count.
	begun bool
	next  int64
	// admitted counts the events that the fault is about.
	admitted int64

	mu sync.Mutex
	// hits counts the events that the fault strikes. Only the goroutine that counts ticks adds to it.
	hits int64
	// struck holds the newest ticks with strikes, in order.
	struck []struckTick
}

// struckTick is a tick with the indices of the events that a fault strikes.
type struckTick struct {
	tick    int64
	indices []int
}

// compare orders ticks.
func (s struckTick) compare(tick int64) int { return cmp.Compare(s.tick, tick) }

// countsInWorld reports whether the rule strikes by the number of an event among all events of the world.
func (r *Rule) countsInWorld() bool { return r.Per == "" && r.counted() }

// countUpTo counts the events of the ticks up to and with one, unless that is done. It passes over ticks more than
// maxCounted before.
func (r *Rule) countUpTo(ticks Ticks, tick int64) {
	t := &r.tally
	t.counting.Lock()
	defer t.counting.Unlock()
	if !t.begun {
		t.begun, t.next = true, max(ticks.First(), ticks.Newest()-maxCounted, r.After+1)
	}
	t.next = max(t.next, tick-maxCounted)
	for ; t.next <= min(tick, r.Until) && !r.isSpent(); t.next++ {
		if tick == t.next {
			r.count(ticks, tick)
		} else {
			ticks.InTurn(func() { r.count(ticks, t.next) })
		}
	}
}

// count counts the events of one tick. The caller holds the lock for counting.
func (r *Rule) count(ticks Ticks, tick int64) {
	t := &r.tally
	if !r.inForce(ticks.Time(tick)) {
		return
	}
	indices := ticks.Indices(tick, func(e *model.EventType) bool { return r.admits(e.Type) })
	t.mu.Lock()
	defer t.mu.Unlock()
	var struck []int
	for _, index := range indices {
		t.admitted++
		if !r.spent(t.hits) && r.nth(t.admitted) && r.draws(r.key.Of(uint64(tick), uint64(index))) {
			t.hits++
			struck = append(struck, index)
		}
	}
	if len(struck) == 0 {
		return
	}
	if len(t.struck) == maxStruck {
		t.struck = slices.Delete(t.struck, 0, maxStruck/2)
	}
	t.struck = append(t.struck, struckTick{tick, struck})
}

// struckInWorld reports whether the rule strikes an event of the world that has been counted.
func (r *Rule) struckInWorld(tick int64, index int) bool {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	at, found := slices.BinarySearchFunc(r.tally.struck, tick, struckTick.compare)
	return found && slices.Contains(r.tally.struck[at].indices, index)
}

// isSpent reports whether the rule has struck as often as it may.
func (r *Rule) isSpent() bool {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	return r.spent(r.tally.hits)
}
