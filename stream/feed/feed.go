// Package feed owns what there is to send: the clock, the newest ticks as encoded batches, and the position of each
// subscriber among them.
package feed

import (
	"errors"
	"sync"
	"time"
)

// Options are a feed's settings.
type Options struct {
	// Epoch names the world in ids.
	Epoch string
	// Clock says when ticks are due, and what world time they have.
	Clock Clock
	// Teller tells what happens, until Change replaces it.
	Teller Teller
	// Replay is how far back, in wall time, a subscriber can resume.
	Replay time.Duration
}

// Feed is the ticks of one world. Any number of goroutines may use it.
type Feed struct {
	mu     sync.Mutex
	epoch  string
	clock  Clock
	teller *newest
	replay time.Duration
	ring   ring
	past   past
	// turns lets one at a time compute what takes long.
	turns chan struct{}
}

// New returns a feed whose newest tick is the one that is due at a wall time.
func New(o Options, wall time.Time) *Feed {
	f := &Feed{
		epoch: o.Epoch, clock: o.Clock, teller: &newest{}, replay: o.Replay, ring: newRing(o.Clock.Newest(wall)),
		turns: make(chan struct{}, 1),
	}
	f.teller.set(o.Teller)
	return f
}

// Epoch returns the name of the world.
func (f *Feed) Epoch() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.epoch
}

// EpochAt returns the name of the world and of its history up to a tick, as the tick's ids bear it.
func (f *Feed) EpochAt(tick int64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.epochAt(tick)
}

func (f *Feed) epochAt(tick int64) string { return f.epoch + f.teller.Digest(f.clock.Time(tick)) }

// Clock returns the clock that is valid now.
func (f *Feed) Clock() Clock {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

// Newest returns the newest tick that was published.
func (f *Feed) Newest() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ring.newest
}

// Oldest returns the oldest tick behind which a subscriber can resume.
func (f *Feed) Oldest() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ring.newest - int64(f.replay/f.clock.Tick)
}

// Advance publishes the ticks that are due at a wall time and returns the newest, with the clock that it is of.
func (f *Feed) Advance(wall time.Time) (newest int64, c Clock) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if newest := f.clock.Newest(wall); newest > f.ring.newest {
		f.ring.advance(newest)
		f.past.advance()
	}
	return f.ring.newest, f.clock
}

// Batch returns a published tick and reports whether it was at hand. If it was not, it is computed anew, for all who
// ask for it in a little while.
func (f *Feed) Batch(tick int64) (b *Batch, atHand bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b, ok := f.ring.batches[tick]; ok {
		return b, true
	}
	if f.ring.holds(tick) {
		f.ring.batches[tick] = f.batch(tick)
		return f.ring.batches[tick], true
	}
	if tick > f.ring.newest {
		return f.batch(tick), false
	}
	return f.past.get(tick, func() *Batch { return f.batch(tick) }), false
}

func (f *Feed) batch(tick int64) *Batch {
	return NewBatch(f.epochAt(tick), tick, f.clock.Time(tick-1), f.clock.Time(tick), f.teller)
}

// InTurn calls a function that takes long, when no other one of them runs: the ticks to come and the subscribers that
// are up to date find a processor.
func (f *Feed) InTurn(call func()) {
	f.turns <- struct{}{}
	defer func() { <-f.turns }()
	call()
}

// Forget lets go of all batches. They are computed again when somebody asks.
func (f *Feed) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring, f.past = newRing(f.ring.newest), past{}
}

// ErrOvertaken says that a change came too late: the tick that it would have changed is published.
var ErrOvertaken = errors.New("a tick has been published meanwhile")

// Change replaces the teller by what change returns, unless that is an error. What the new one tells differs from an
// instant on; where a tick of that instant or a later one is published, Change fails with ErrOvertaken. No tick is
// published meanwhile, so change must not take long.
func (f *Feed) Change(from time.Time, change func() (Teller, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !from.After(f.clock.Time(f.ring.newest)) {
		return ErrOvertaken
	}
	next, err := change()
	if err == nil {
		f.teller.set(next)
	}
	return err
}
