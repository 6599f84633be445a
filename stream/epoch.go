package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

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
	e.Tick = newest
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
	s.feed = s.newFeed(h.options, h.turns, Clock{Anchor: old.Awake(wall), Start: e.Now, Tick: c.Tick, Speed: c.Speed})
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
