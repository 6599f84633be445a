// Package feed owns the content of a stream: the clock, the newest ticks as encoded batches, and each subscriber's
// position among them.
package feed

import (
	"errors"
	"slices"
	"sync"
	"time"

	"trainmock/stream/model"
)

// Options configure a feed. Epoch, Published, Teller and Replay are required.
type Options struct {
	// Epoch is the name of the world in event ids.
	Epoch string
	// Seed and Scenario are what hello tells of the world. They may be left out.
	Seed     uint64
	Scenario string
	// Published is the ticks that the epoch has published already, with their clocks.
	Published Published
	// Teller computes the events, until Change replaces it.
	Teller Teller
	// Replay is how far back, in wall time, a subscriber can resume.
	Replay time.Duration
	// Slept returns how long the machine has slept, as far as the monotonic clock stood still meanwhile. It never
	// decreases. Defaults to never.
	Slept func() time.Duration
	// Turns are those of slow work. The feeds of a hub share them. Defaults to turns of its own.
	Turns *Turns
	// Budget limits the memory of the ticks held. Feeds may share it. Defaults to no limit.
	Budget *Budget
	// Gaps counts the gaps. Feeds may share it. Defaults to no count.
	Gaps *Gaps
	// MayPublish reports whether a tick that is late by some time may be published now, or has to wait for news. It
	// must be quick. It is asked only while there are subscribers. Defaults to always.
	MayPublish func(late time.Duration) bool
}

// Feed publishes the ticks of one epoch of a world. Any number of goroutines may use it.
type Feed struct {
	mu    sync.Mutex
	epoch string
	// world is what hello tells of the world.
	world model.Hello
	// timeline leaves out sleep: present adds it.
	timeline timeline
	// notes are the messages about clock changes.
	notes notes
	// next is the feed of the epoch behind this one, nil while this one goes on, and lost the reason for a gap between.
	next *Feed
	lost string
	// wrong is the first tick that may be wrong where the gap is within the epoch.
	wrong int64
	// held is the wall time after which no tick is published, if it is set.
	held       time.Time
	mayPublish func(late time.Duration) bool
	slept      func() time.Duration
	teller     *newest
	replay     time.Duration
	ring       ring
	past       past
	// watched is set while there are subscribers. Only then are late ticks a suspension.
	watched    bool
	suspension Suspension
	*Turns
	gaps *Gaps
}

// New returns a feed whose newest tick is the one due at a wall time. If that has a monotonic reading, as from
// time.Now, ticks go on at their pace also when the wall clock is set back or forward.
func New(o Options, wall time.Time) *Feed {
	if o.Slept == nil {
		o.Slept = func() time.Duration { return 0 }
	}
	if o.Turns == nil {
		o.Turns = NewTurns()
	}
	t := slices.Clone(o.Published.timeline)
	// An anchor from a flag or a journal has no monotonic reading: it gets one here.
	c := &t.last().clock
	c.Anchor = wall.Add(c.Anchor.Sub(wall))
	tick := o.Published.newest
	if c.Speed != 0 {
		tick = c.Newest(wall.Add(o.Slept()))
	}
	f := &Feed{
		epoch: o.Epoch, world: model.Hello{Epoch: o.Epoch, Seed: o.Seed, Scenario: o.Scenario},
		slept: o.Slept, teller: &newest{}, replay: o.Replay, timeline: t, ring: newRing(tick, o.Budget), Turns: o.Turns,
		gaps: o.Gaps, mayPublish: o.MayPublish,
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

// World returns the part of hello that describes the world.
func (f *Feed) World() model.Hello { return f.world }

// EpochAt returns the name of the world with its history up to a tick, as in the ids of that tick.
func (f *Feed) EpochAt(tick int64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.epochAt(tick)
}

// epochAt returns the result of EpochAt. The caller holds the lock.
func (f *Feed) epochAt(tick int64) string {
	p := f.timeline.at(tick)
	return f.epoch + p.digest(f.teller.Digest(p.clock.Time(tick)))
}

// Clock returns the present clock.
func (f *Feed) Clock() Clock {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.present()
}

// SpeedAt returns the speed of the world at a published tick, 0 also for those of an advance.
func (f *Feed) SpeedAt(tick int64) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch p := f.timeline.at(tick); {
	case tick >= f.ring.newest:
		return f.timeline.last().clock.Speed
	case p.advance:
		return 0
	default:
		return p.clock.Speed
	}
}

// present returns the result of Clock: sleep counts as time that has passed. The caller holds the lock.
func (f *Feed) present() Clock {
	c := f.timeline.last().clock
	c.Anchor = c.Anchor.Add(-f.slept())
	return c
}

// Newest returns the newest published tick.
func (f *Feed) Newest() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ring.newest
}

// Oldest returns the oldest tick after which a subscriber can resume.
func (f *Feed) Oldest() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.oldest(f.ring.newest, int64(f.replay/f.timeline.last().clock.Tick))
}

// First returns the tick with which the epoch begins.
func (f *Feed) First() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline[0].from
}

// Time returns the world time of a tick.
func (f *Feed) Time(tick int64) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.time(tick)
}

// Advance publishes the ticks due at a wall time, and returns the newest one together with its clock.
func (f *Feed) Advance(wall time.Time) (newest int64, c Clock) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.advance(wall)
}

// advance does what Advance does. The caller holds the lock.
func (f *Feed) advance(wall time.Time) (newest int64, c Clock) {
	c = f.present()
	if due := f.due(c, wall); due > f.ring.newest {
		f.noteLateness(due, c, wall)
		f.ring.advance(due)
		f.past.advance()
	}
	return f.ring.newest, c
}

// due returns the newest tick to be published at a wall time. The caller holds the lock.
func (f *Feed) due(c Clock, wall time.Time) int64 {
	due := c.Newest(wall)
	switch {
	case f.next != nil:
		return f.ring.newest
	case due > f.ring.newest && f.watched && f.mayPublish != nil && !f.mayPublish(wall.Sub(c.Due(f.ring.newest+1))):
		return f.ring.newest
	case !f.held.IsZero() && wall.After(f.held):
		return c.Newest(f.held)
	}
	return due
}

// Watch advances for the first subscriber. From then on, until Forget, a late tick begins a suspension.
func (f *Feed) Watch(wall time.Time) (newest int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	newest, _ = f.advance(wall)
	f.watched = true
	return newest
}

// Batch returns a published tick, and reports whether the ring holds it. An older tick is computed anew, and shared by
// all who ask for it soon.
func (f *Feed) Batch(tick int64) (b *Batch, held bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b, ok := f.ring.batches[tick]; ok {
		return b, true
	}
	if f.ring.holds(tick) {
		f.ring.batches[tick] = f.heldBatch(tick)
		return f.ring.batches[tick], true
	}
	if tick > f.ring.newest {
		return f.batch(tick), false
	}
	return f.past.get(tick, func() *Batch {
		b := f.heldBatch(tick)
		b.behind = true
		return b
	}), false
}

// batch returns a new batch of a tick.
func (f *Feed) batch(tick int64) *Batch {
	return NewBatch(f.epochAt(tick), tick, f.timeline.time(tick-1), f.timeline.time(tick), f.teller)
}

// heldBatch returns a new batch of a tick, which counts against the budget until it is dropped.
func (f *Feed) heldBatch(tick int64) *Batch {
	b := f.batch(tick)
	b.account.budget = f.ring.budget
	return b
}

// Forget releases all batches when the last subscriber has left. They are computed again on demand.
func (f *Feed) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	budget := f.ring.budget
	f.ring.release()
	f.past.release()
	f.ring, f.past, f.watched = newRing(f.ring.newest, budget), past{}, false
}

// ErrOvertaken reports that a change came too late: a tick that it would alter is published already.
var ErrOvertaken = errors.New("a tick has been published meanwhile")

// Change replaces the teller by the one that change returns. Their events may differ only from an instant on: if a
// tick at that instant or later is published, Change fails with ErrOvertaken and does not call change. It passes on
// the error of change. No tick is published while change runs, so it must be quick.
func (f *Feed) Change(from time.Time, change func() (Teller, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil || !from.After(f.timeline.time(f.ring.newest)) {
		return ErrOvertaken
	}
	next, err := change()
	if err == nil {
		f.teller.set(next)
	}
	return err
}
