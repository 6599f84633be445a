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
	// maxCounted is how many ticks a fault looks back at most when it begins to count.
	maxCounted = 100_000
	// maxStruck is how many ticks with strikes a fault remembers, for connections that lag.
	maxStruck = 10_000
)

// tally counts the world's events for a fault that depends on their number. It follows the ticks only as far as some
// connection has come.
type tally struct {
	mu sync.Mutex
	// begun is set behind the first question, and next is the next tick to count.
	begun bool
	next  int64
	// admitted counts the events that the fault is about, and hits those that it strikes.
	admitted, hits int64
	// struck holds the newest ticks with strikes, in order.
	struck []struckTick
}

// struckTick is a tick with the indices of the events that a fault strikes.
type struckTick struct {
	tick    int64
	indices []int
}

// struckInWorld reports whether the rule strikes an event of the world, by its place among all of them.
func (r *Rule) struckInWorld(ticks Ticks, tick int64, index int) bool {
	t := &r.tally
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.begun {
		t.begun, t.next = true, max(ticks.First(), ticks.Newest()-maxCounted, r.After+1)
	}
	for ; t.next <= min(tick, r.Until) && !r.spent(t.hits); t.next++ {
		if tick == t.next {
			r.count(ticks, tick)
		} else {
			ticks.InTurn(func() { r.count(ticks, t.next) })
		}
	}
	at, found := slices.BinarySearchFunc(t.struck, tick, struckTick.compare)
	return found && slices.Contains(t.struck[at].indices, index)
}

// compare orders ticks.
func (s struckTick) compare(tick int64) int { return cmp.Compare(s.tick, tick) }

// count counts the events of one tick. The caller holds the lock.
func (r *Rule) count(ticks Ticks, tick int64) {
	t := &r.tally
	if !r.inForce(ticks.Time(tick)) {
		return
	}
	var struck []int
	for _, index := range ticks.Indices(tick, func(e *model.EventType) bool { return r.admits(e.Type) }) {
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
