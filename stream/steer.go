package stream

import (
	"cmp"
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/turn"
)

// MaxAdvance is the most ticks that one call of Advance publishes.
const MaxAdvance = 100_000

// The reasons in messages about the clock, beside those of journal.Epoch.
const (
	reasonPause   = "pause"
	reasonSpeed   = "speed"
	reasonAdvance = "advance"
)

// ErrRuns reports an advance of a world whose time runs, or that was replaced meanwhile.
var ErrRuns = errors.New("the world is not paused, or was replaced meanwhile: pause it first, with PUT /mock/clock " +
	"{\"speed\": 0}")

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
// world that has that speed already stays as it is. A nil speed is the one with which the world last ran. SetSpeed
// returns the errors of ctx and of the journal.
func (h *Hub) SetSpeed(ctx context.Context, speed *float64) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	for {
		if err := h.setSpeed(ctx, speed); !errors.Is(err, feed.ErrOvertaken) {
			return err
		}
	}
}

// setSpeed tries SetSpeed once. Only one goroutine at a time may call it.
func (h *Hub) setSpeed(ctx context.Context, speed *float64) error {
	s := *h.state.Load()
	if speed == nil {
		speed = &s.running
	}
	if *speed == s.feed.Clock().Speed && (h.shared == nil || *speed == 0) {
		return nil // With a shared journal another replica may have changed it meanwhile: the entry shows.
	}
	reason := reasonSpeed
	if *speed == 0 {
		reason = reasonPause
	} else {
		s.running = *speed
	}
	wall := time.Now().Add(h.lead(&s))
	err := s.feed.SetSpeed(wall, *speed, func(c Clock) (model.ClockChange, error) {
		err := h.record(ctx, &s, journal.Entry{
			Clock: &journal.Clock{Tick: c.First, Now: c.Start, Speed: c.Speed, Wall: wall},
		})
		if err == nil {
			h.state.Store(&s)
		}
		return s.change(c, reason), err
	})
	h.steer()
	return h.settle(ctx, err)
}

// record appends an entry behind a state, which takes its number. To a shared journal settle appends it.
func (h *Hub) record(ctx context.Context, s *state, e journal.Entry) error {
	if h.shared != nil {
		e.Seq = s.seq + 1
		return &posting{e}
	}
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
// returns that event. Advances follow one another. Advance fails with ErrRuns if the world does not stand, or goes on
// or is replaced meanwhile, and with the errors of ctx and of the journal; the ticks published until then stay.
func (h *Hub) Advance(ctx context.Context, ticks int64, found func(model.Event) bool) (*model.Event, error) {
	select {
	case h.advancing <- struct{}{}:
		defer func() { <-h.advancing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	epoch := h.feed()
	published := int64(0)
	defer func() {
		if published > 0 {
			h.noteAdvance(epoch)
		}
	}()
	for published < ticks {
		count, match, err := h.advance(ctx, epoch, ticks-published, found)
		published += count
		if errors.Is(err, feed.ErrOvertaken) {
			continue
		}
		if err != nil || match != nil {
			return match, err
		}
	}
	return nil, nil
}

// noteAdvance sends the message about an advance in an epoch, unless the world goes on by itself. That of a shared
// journal is sent when the last step is read back.
func (h *Hub) noteAdvance(epoch *feed.Feed) {
	if h.shared != nil {
		return
	}
	s := h.state.Load()
	if c := epoch.Clock(); c.Speed == 0 && s.feed == epoch {
		epoch.Note(s.change(c, reasonAdvance))
		h.steer()
	}
}

// advance publishes one step of an advance by so many ticks in an epoch, and returns its number of ticks.
func (h *Hub) advance(
	ctx context.Context, epoch *feed.Feed, left int64, found func(model.Event) bool,
) (ticks int64, match *model.Event, err error) {
	ticks = min(left, feed.StepTicks)
	done, err := h.takeTurn(ctx)
	if err != nil {
		return 0, nil, err
	}
	defer done()
	s := *h.state.Load()
	if s.feed != epoch || epoch.Clock().Speed != 0 {
		return 0, nil, ErrRuns
	}
	if found != nil {
		if ticks, match, err = h.search(ctx, &s, ticks, found); err != nil {
			return 0, nil, err
		}
	}
	err = epoch.Step(ticks, s.firstSpeed(), func(c Clock) error {
		last := match != nil || ticks == left
		err := h.record(ctx, &s, journal.Entry{
			Clock: &journal.Clock{Tick: c.First, Now: c.Start, Ticks: ticks, Last: last},
		})
		if err == nil {
			h.state.Store(&s)
		}
		return err
	})
	if err = h.settle(ctx, err); err != nil {
		return 0, nil, err
	}
	h.offer(ctx)
	return ticks, match, nil
}

// search returns the number of ticks up to the first one with an event for which found returns true, and that event. If
// there is none among so many ticks, it returns their number and no event. A tick of a large world takes tens of
// milliseconds, so ticks that are due and the decisions of other hubs go ahead in between.
func (h *Hub) search(
	ctx context.Context, s *state, ticks int64, found func(model.Event) bool,
) (int64, *model.Event, error) {
	after, pace := s.feed.Time(s.feed.Newest()), turn.NewPace()
	for i := range ticks {
		if err := cmp.Or(ctx.Err(), h.checkOpen()); err != nil {
			return 0, nil, err
		}
		until := s.feed.TimeOfStep(i+1, s.firstSpeed())
		for _, e := range s.world.Events(after, until) {
			if found(e) {
				return i + 1, &e, nil
			}
		}
		after = until
		if !h.options.Lanes.Idle() {
			pace.Pause()
		}
		h.options.Decisions.pass()
	}
	return ticks, nil, nil
}

// offerTime limits how long an advance waits for its subscribers between two steps.
const offerTime = 200 * time.Millisecond

// offer wakes the subscribers and waits until each has taken what is due, or its socket is full.
func (h *Hub) offer(ctx context.Context) {
	h.group.Wake()
	h.steer()
	deadline := time.Now().Add(offerTime)
	for !h.group.Settled() && time.Now().Before(deadline) && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
}

// CheckSpeed returns an error if a speed is out of range.
func (h *Hub) CheckSpeed(speed float64) error { return CheckSpeed(speed, h.state.Load().genesis.Tick) }
