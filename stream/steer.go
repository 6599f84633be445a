package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

const (
	// MaxSpeed is the highest speed in world seconds per wall second, and MaxTick the most that a tick moves the world.
	MaxSpeed = 10_000
	MaxTick  = 24 * time.Hour
	// MaxAdvance is the most ticks that one call of Advance publishes.
	MaxAdvance = 100_000
)

// The reasons in messages about the clock, beside those of journal.Epoch.
const (
	reasonPause   = "pause"
	reasonSpeed   = "speed"
	reasonAdvance = "advance"
)

// ErrRuns reports an advance of a world whose time runs.
var ErrRuns = errors.New("the world is not paused: pause it first, with PUT /mock/clock {\"speed\": 0}")

// Clock returns the clock of the world at this moment.
func (h *Hub) Clock() model.Clock {
	for s := h.state.Load(); ; {
		newest, c := s.feed.Advance(time.Now())
		before := s
		if s = h.state.Load(); s.feed == before.feed {
			_, now := h.Now()
			return model.Clock{
				Now: model.Stamp(now), Tick: newest, Speed: c.Speed, Paused: c.Speed == 0,
				TickMS: float64(c.Tick) / float64(time.Millisecond), Epoch: s.epoch(),
			}
		}
	}
}

// SetSpeed makes the world run with a speed from now on, or stand if it is 0. It publishes a tick at that instant. A
// world that stands stays as it is at 0. A nil speed is the one with which the world last ran. SetSpeed returns the
// errors of ctx and of the journal.
func (h *Hub) SetSpeed(ctx context.Context, speed *float64) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	s := *h.state.Load()
	if speed == nil {
		speed = &s.running
	}
	if *speed == 0 && s.feed.Clock().Speed == 0 {
		return nil
	}
	wall := time.Now()
	c, err := s.feed.SetSpeed(wall, *speed, func(c feed.Clock) error {
		return h.record(ctx, &s, journal.Entry{
			Clock: &journal.Clock{Tick: c.First, Now: c.Start, Speed: c.Speed, Wall: wall},
		})
	})
	if err != nil {
		return err
	}
	reason := reasonSpeed
	if *speed == 0 {
		reason = reasonPause
	} else {
		s.running = *speed
	}
	h.state.Store(&s)
	s.feed.Note(s.change(c, reason))
	h.steer()
	return nil
}

// record appends an entry behind a state, which takes its number.
func (h *Hub) record(ctx context.Context, s *state, e journal.Entry) error {
	e, err := h.journal.Append(ctx, s.seq, e)
	if err == nil {
		s.seq = e.Seq
	}
	return err
}

// change returns the message about a clock that has just changed.
func (s *state) change(c Clock, reason string) model.ClockChange {
	return model.ClockChange{
		Speed: c.Speed, Now: model.Stamp(c.Start), Scenario: s.world.Scenario().Name, Reason: reason,
	}
}

// Step returns the world time between two ticks of an advance.
func (h *Hub) Step() time.Duration {
	s := h.state.Load()
	return time.Duration(float64(s.genesis.Tick) * s.firstSpeed()).Round(time.Microsecond)
}

// Advance publishes so many ticks of a world that stands, each with its own time, and returns when every subscriber was
// offered them. It stops behind the first tick that an event of which found returns true for; found may be nil. It
// returns that event. Advance fails with ErrRuns if the world does not stand, and with the errors of ctx and of the
// journal; the world then stands at the time reached.
func (h *Hub) Advance(ctx context.Context, ticks int64, found func(model.Event) bool) (*model.Event, error) {
	published := int64(0)
	defer func() {
		if published > 0 {
			h.noteAdvance()
		}
	}()
	for published < ticks {
		count, match, err := h.advance(ctx, min(ticks-published, feed.StepTicks), found)
		published += count
		if err != nil || match != nil {
			return match, err
		}
	}
	return nil, nil
}

// noteAdvance sends the message about an advance.
func (h *Hub) noteAdvance() {
	s := h.state.Load()
	c := s.feed.Clock()
	if c.Speed == 0 {
		s.feed.Note(s.change(c, reasonAdvance))
		h.steer()
	}
}

// advance publishes one step of an advance and returns its number of ticks.
func (h *Hub) advance(
	ctx context.Context, ticks int64, found func(model.Event) bool,
) (count int64, match *model.Event, err error) {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer done()
	s := *h.state.Load()
	speed := s.firstSpeed()
	if found != nil {
		ticks, match, err = s.search(ctx, ticks, speed, found)
		if err != nil {
			return 0, nil, err
		}
	}
	_, err = s.feed.Step(ticks, speed, func(c feed.Clock) error {
		return h.record(ctx, &s, journal.Entry{Clock: &journal.Clock{Tick: c.First, Now: c.Start, Ticks: ticks}})
	})
	switch {
	case errors.Is(err, feed.ErrRuns), errors.Is(err, feed.ErrEnded):
		return 0, nil, ErrRuns
	case err != nil:
		return 0, nil, err
	}
	h.state.Store(&s)
	h.offer(ctx)
	return ticks, match, nil
}

// search returns the number of ticks up to the first one with an event for which found returns true, and that event. If
// there is none among so many ticks, it returns their number and no event.
func (s *state) search(
	ctx context.Context, ticks int64, speed float64, found func(model.Event) bool,
) (int64, *model.Event, error) {
	newest := s.feed.Newest()
	after := s.feed.Time(newest)
	for i := range ticks {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		until := s.feed.TimeOfStep(i+1, speed)
		for _, e := range s.world.Events(after, until) {
			if found(e) {
				return i + 1, &e, nil
			}
		}
		after = until
	}
	return ticks, nil, nil
}

// offerTime limits how long an advance waits for its subscribers between two steps.
const offerTime = time.Second

// offer wakes the subscribers and waits until each has taken what is due, or its socket is full.
func (h *Hub) offer(ctx context.Context) {
	h.group.Wake()
	h.steer()
	deadline := time.Now().Add(offerTime)
	for !h.group.Settled() && time.Now().Before(deadline) && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
}

// Seek begins a new epoch at an instant. The commands stay at theirs.
func (h *Hub) Seek(ctx context.Context, to func(now time.Time) (time.Time, error)) error {
	return h.begin(ctx, func(s *state, now time.Time) (*journal.Epoch, error) {
		at, err := to(now)
		return &journal.Epoch{Reason: journal.Seek, Now: at.UTC().Truncate(time.Microsecond)}, err
	})
}

// Reset drops all commands. It begins a new epoch at the world's time.
func (h *Hub) Reset(ctx context.Context) error {
	return h.begin(ctx, func(s *state, now time.Time) (*journal.Epoch, error) {
		s.world, s.history = s.origin, nil
		return &journal.Epoch{Reason: journal.Reset, Now: now}, nil
	})
}

// ErrNothing reports that there is no command to undo.
var ErrNothing = errors.New("there is no command to undo")

// Undo drops the newest commands, all those that were given at once. If a tick has shown one of them, it begins a new
// epoch at the world's time.
func (h *Hub) Undo(ctx context.Context) error {
	return h.begin(ctx, func(s *state, now time.Time) (*journal.Epoch, error) {
		newest := uint64(0)
		for _, l := range s.history {
			newest = max(newest, l.seq)
		}
		if newest == 0 {
			return nil, ErrNothing
		}
		shown := s.feed.Time(s.feed.Newest())
		e := &journal.Epoch{Reason: journal.Undo, Now: now, Undone: newest, Silent: true}
		for _, l := range s.history {
			if l.seq == newest && !l.at.After(shown) {
				e.Silent = false
			}
		}
		s.history = s.history.without(newest)
		s.world = s.origin.Replay(s.history.commands())
		return e, nil
	})
}

// Switch replaces the world by that of another genesis, which begins a new epoch. The commands are dropped. Speed and
// tick of the genesis are those of the present world.
func (h *Hub) Switch(ctx context.Context, next func(present journal.Genesis, now time.Time) journal.Genesis) error {
	return h.begin(ctx, func(s *state, now time.Time) (*journal.Epoch, error) {
		g := next(s.genesis, now)
		g.Tick, g.Speed, g.Anchor = s.genesis.Tick, s.genesis.Speed, s.genesis.Anchor
		fresh, err := begin(g)
		if err != nil {
			return nil, err
		}
		s.genesis, s.origin, s.world, s.history = fresh.genesis, fresh.origin, fresh.world, nil
		return &journal.Epoch{Reason: journal.Scenario, Now: fresh.genesis.Start, Genesis: &fresh.genesis}, nil
	})
}

// begin begins a new epoch: change changes the state, given the world's time.
func (h *Hub) begin(ctx context.Context, change func(s *state, now time.Time) (*journal.Epoch, error)) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	s := *h.state.Load()
	old := s.feed
	wall := time.Now()
	newest, c := old.Advance(wall)
	now := c.Now(wall)
	if published := old.Time(newest); now.Before(published) {
		now = published
	}
	e, err := change(&s, now)
	if err != nil {
		return err
	}
	e.Tick, e.Wall = newest, wall
	if err := h.record(ctx, &s, journal.Entry{Epoch: e}); err != nil {
		return err
	}
	if e.Silent {
		return old.Change(now.Add(time.Microsecond), func() (feed.Teller, error) {
			h.state.Store(&s)
			return s.telling(), nil
		})
	}
	s.rename(e)
	s.shown = time.Time{}
	s.feed = s.newFeed(h.options, h.turns, feed.Begin(Clock{
		Anchor: old.Awake(wall), Start: e.Now, Tick: c.Tick, Speed: c.Speed,
	}))
	h.succeed(old, &s, model.ClockChange{
		Speed: c.Speed, Now: model.Stamp(e.Now), Scenario: s.world.Scenario().Name, Reason: e.Reason,
	})
	return nil
}

// succeed replaces the feed of the epoch.
func (h *Hub) succeed(old *feed.Feed, next *state, change model.ClockChange) {
	h.mu.Lock()
	h.state.Store(next)
	if h.streams > 0 {
		h.woken.Store(next.feed.Watch(time.Now()))
	}
	h.mu.Unlock()
	old.Succeed(next.feed, change)
	h.group.Wake()
	h.steer()
}

// CheckSpeed returns an error if a speed is out of range.
func (h *Hub) CheckSpeed(speed float64) error { return checkSpeed(speed, h.state.Load().genesis.Tick) }
