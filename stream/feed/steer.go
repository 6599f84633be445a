package feed

import (
	"errors"
	"time"

	"trainmock/stream/model"
)

// StepTicks is the most that Step publishes at a time, so that a subscriber that takes each step finds it in the ring.
const StepTicks = ringTicks / 2

var (
	// ErrEnded reports a change of an epoch that has ended.
	ErrEnded = errors.New("the epoch has ended")
	// ErrRuns reports a step while the world's time runs.
	ErrRuns = errors.New("the world's time runs")
)

// SetSpeed publishes the ticks due at a wall time, and one more at the world's time then. From there the world runs
// with a speed, or stands if it is 0. It calls record with the new clock first, and changes nothing if that fails. It
// returns the new clock.
func (f *Feed) SetSpeed(wall time.Time, speed float64, record func(Clock) error) (Clock, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		return Clock{}, ErrEnded
	}
	newest, c := f.advance(wall)
	now := c.Now(wall)
	if published := f.timeline.time(newest); now.Before(published) {
		now = published
	}
	c.First, c.Start, c.Speed = newest+1, now, speed
	c.Anchor = wall.Add(f.slept())
	if err := record(c); err != nil {
		return Clock{}, err
	}
	f.timeline = f.timeline.setClock(c)
	f.publish(c.First)
	return f.present(), nil
}

// publish makes a tick the newest. The caller holds the lock.
func (f *Feed) publish(tick int64) {
	f.ring.advance(tick)
	f.past.advance()
}

// Step publishes up to StepTicks ticks at once while the world stands, each as far from the one before as at a speed.
// It calls record with the clock that then stands first, and changes nothing if that fails.
func (f *Feed) Step(ticks int64, speed float64, record func(Clock) error) (Clock, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.next != nil:
		return Clock{}, ErrEnded
	case f.timeline.last().clock.Speed != 0:
		return Clock{}, ErrRuns
	}
	next := f.timeline.step(f.ring.newest, ticks, speed)
	c := next.last().clock
	if err := record(c); err != nil {
		return Clock{}, err
	}
	f.timeline = next
	f.publish(c.First)
	return c, nil
}

// TimeOfStep returns the world time of a tick that Step would publish as one of so many.
func (f *Feed) TimeOfStep(ticks int64, speed float64) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.step(f.ring.newest, ticks, speed).last().clock.Start
}

// Awake returns a wall time as a clock counts it that leaves out sleep.
func (f *Feed) Awake(wall time.Time) time.Time { return wall.Add(f.slept()) }

// Stepped reports whether Step published one of the ticks from one on, so that a subscriber that stands there is not
// to blame for being behind.
func (f *Feed) Stepped(tick int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.stepped(tick, f.ring.newest)
}

// Note sends a message about the clock behind the newest tick, to all subscribers that are there now.
func (f *Feed) Note(c model.ClockChange) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes.add(Note{after: f.ring.newest, at: f.timeline.time(f.ring.newest), change: c})
}

// Succeed ends the epoch at its newest tick. Subscribers go on with the next one behind a message about the change.
func (f *Feed) Succeed(next *Feed, c model.ClockChange) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes.add(Note{after: f.ring.newest, at: next.timeline.time(next.ring.newest), change: c})
	f.next = next
}

// Next returns the feed of the next epoch, nil while this one goes on.
func (f *Feed) Next() *Feed {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next
}

// Notes returns the number of messages about the clock so far.
func (f *Feed) Notes() int64 { return f.notes.count.Load() }

// NotesAt returns the messages from one on that follow ticks before another, and the number of the first that does
// not.
func (f *Feed) NotesAt(from, tick int64) (list []Note, next int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.notes.between(from, tick)
}
