package stream

import (
	"cmp"
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Decision returns what is to be done to a world, as it is at an instant.
type Decision = func(w *world.World, now time.Time) ([]model.Verb, error)

// Do changes the world by what decide makes of it, all of it or nothing, and returns the commands as they were logged.
// They take effect behind the newest tick, so that no tick that was published changes, and the next question sees
// them.
//
// The next world is computed while streams and questions go on. Where a tick has overtaken it, decide is asked again,
// for a later instant. Its errors are passed on; others are those of world.World.WithAll, of journal.Journal.Append
// and of the context.
func (h *Hub) Do(ctx context.Context, decide Decision) ([]model.Command, error) {
	select {
	case h.deciding <- struct{}{}:
		defer func() { <-h.deciding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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

// decide is Do, once: for an instant so much wall time from now. Only one goroutine at a time may call it.
func (h *Hub) decide(ctx context.Context, lead time.Duration, decide Decision) ([]model.Command, error) {
	base := h.state.Load()
	at := h.instant(base, lead)
	verbs, err := decide(base.world, at)
	if err != nil || len(verbs) == 0 {
		return nil, err
	}
	if room, err := h.journal.Room(ctx); err != nil || len(verbs) > room {
		// What does not fit is refused before it costs anything.
		return nil, cmp.Or(err, journal.ErrFull)
	}
	next, logged, err := base.world.WithAll(at.Sub(base.world.Start()), verbs)
	if err != nil {
		return nil, err
	}
	return logged, h.feed.Change(at, func() (feed.Teller, error) {
		e, err := h.journal.Append(ctx, base.seq, journal.Entry{Commands: logged})
		if err != nil {
			return nil, err
		}
		s := base.after(e, next, at)
		h.state.Store(&s)
		return s.telling(), nil
	})
}

// instant returns when a command takes effect that is decided so much wall time before: behind the newest tick, and not
// before other commands.
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
