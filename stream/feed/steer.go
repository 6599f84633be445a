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
// with a speed, or stands if it is 0. It calls record with the new clock first, and changes nothing if that fails. The
// message that record returns follows the tick.
func (f *Feed) SetSpeed(wall time.Time, speed float64, record func(Clock) (model.ClockChange, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		return ErrEnded
	}
	c := f.at(wall)
	c.First, c.Speed = c.First+1, speed
	change, err := record(c)
	if err != nil {
		return err
	}
	f.advance(wall)
	f.timeline = f.timeline.setClock(c)
	f.publish(c.First)
	f.note(c.Start, change)
	return nil
}

// At returns the clock at a wall time, as if it started then: at the newest tick that is due, with the world's time.
func (f *Feed) At(wall time.Time) Clock {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at(wall)
}

// at returns the result of At. The caller holds the lock.
func (f *Feed) at(wall time.Time) Clock {
	c := f.present()
	newest, now := max(c.Newest(wall), f.ring.newest), c.Now(wall)
	if published := f.timeline.time(newest); now.Before(published) {
		now = published
	}
	c.First, c.Start, c.Anchor = newest, now, wall.Add(f.slept())
	return c
}

// publish makes a tick the newest. The caller holds the lock.
func (f *Feed) publish(tick int64) {
	f.ring.advance(tick)
	f.past.advance()
}

// Step publishes up to StepTicks ticks at once while the world stands, each as far from the one before as at a speed.
// It calls record with the clock that then stands first, and changes nothing if that fails.
func (f *Feed) Step(ticks int64, speed float64, record func(Clock) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.next != nil:
		return ErrEnded
	case f.timeline.last().clock.Speed != 0:
		return ErrRuns
	}
	next := f.timeline.step(f.ring.newest, ticks, speed)
	c := next.last().clock
	if err := record(c); err != nil {
		return err
	}
	f.timeline = next
	f.publish(c.First)
	return nil
}

// TimeOfStep returns the world time of a tick that Step would publish as one of so many.
func (f *Feed) TimeOfStep(ticks int64, speed float64) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.step(f.ring.newest, ticks, speed).last().clock.Start
}

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
	f.note(f.timeline.time(f.ring.newest), c)
}

// note adds a message behind the newest tick, with a world time. The caller holds the lock.
func (f *Feed) note(at time.Time, c model.ClockChange) {
	f.notes.add(Note{after: f.ring.newest, at: at, change: c})
}

// Succeed publishes the ticks due at a wall time, and ends the epoch there. It calls begin with the clock as if it
// started then first, and changes nothing if that fails. Subscribers go on with the feed that begin returns, behind the
// message about the change. No tick is published while begin runs, so it must be quick.
func (f *Feed) Succeed(wall time.Time, begin func(Clock) (*Feed, model.ClockChange, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		return ErrEnded
	}
	next, change, err := begin(f.at(wall))
	if err != nil {
		return err
	}
	f.advance(wall)
	f.note(next.newestTime(), change)
	f.giveWay(next)
	return nil
}

// newestTime returns the world time of the newest tick.
func (f *Feed) newestTime() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.timeline.time(f.ring.newest)
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
