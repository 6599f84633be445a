package stream

import (
	"cmp"
	"context"
	"errors"
	"time"

	"golang.org/x/time/rate"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Decision returns the commands for a world, given its state at an instant.
type Decision = func(w *world.World, now time.Time) ([]model.Verb, error)

const (
	// commandRate limits the calls of Do a second, refused ones too, so that a client that gives commands in a loop
	// leaves the processors to the ticks. At 1,250 a second a call waits for less than a millisecond.
	commandRate = rate.Limit(1250)
	// commandBurst is the number of calls that go ahead at once after a pause.
	commandBurst = 100
)

// Do applies the commands that decide returns, all or none, and returns them as they were logged, without those that
// change nothing. They take effect after the newest tick, so that published ticks never change. Requests that follow
// see their effect.
//
// The next world is computed while streams and requests go on. If a new tick is published meanwhile, Do calls decide
// again for a later instant. Do waits for its turn: behind the ticks, and at most commandRate times a second. It
// returns the errors of decide, world.World.WithAll, journal.Journal.Append and ctx.
func (h *Hub) Do(ctx context.Context, decide Decision) ([]model.Command, error) {
	select {
	case h.deciding <- struct{}{}:
		defer func() { <-h.deciding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := h.commands.Wait(ctx); err != nil {
		return nil, err
	}
	h.options.Lanes.Yield()
	for lead := time.Duration(0); ; {
		begun := time.Now()
		logged, err := h.decide(ctx, lead, decide)
		if !errors.Is(err, feed.ErrOvertaken) {
			return logged, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		lead = 2 * max(lead, time.Since(begun))
	}
}

// decide tries Do once, for the instant that is lead of wall time from now. Only one goroutine at a time may call it.
func (h *Hub) decide(ctx context.Context, lead time.Duration, decide Decision) ([]model.Command, error) {
	base := h.state.Load()
	at := h.instant(base, lead)
	verbs, err := decide(base.world, at)
	if err != nil || len(verbs) == 0 {
		return nil, err
	}
	if room, err := h.journal.Room(ctx); err != nil || len(verbs) > room {
		// Refused before the next world is computed, which is the expensive part.
		return nil, cmp.Or(err, journal.ErrFull)
	}
	next, logged, err := base.world.WithAll(at.Sub(base.world.Start()), verbs)
	if err != nil {
		return nil, err
	}
	if len(logged) == 0 {
		return nil, nil
	}
	history := base.history.with(next.Start(), logged)
	return logged, h.feed.Change(at, func() (feed.Teller, error) {
		e, err := h.journal.Append(ctx, base.seq, journal.Entry{Commands: logged})
		if err != nil {
			return nil, err
		}
		s := base.after(e.Seq, next, at, history)
		h.state.Store(&s)
		return s.telling(), nil
	})
}

// instant returns when commands take effect: lead of wall time from now, but after the newest tick and not before any
// earlier command.
func (h *Hub) instant(s *state, lead time.Duration) time.Time {
	wall := time.Now()
	newest, clock := h.feed.Advance(wall)
	at := clock.Now(wall.Add(lead))
	if published := clock.Time(newest); !at.After(published) {
		at = published.Add(time.Microsecond)
	}
	if latest := s.world.Start().Add(s.world.Latest()); latest.After(at) {
		at = latest
	}
	return at
}
