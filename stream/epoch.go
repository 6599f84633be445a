package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// A beginning changes a state that stays unseen until the epoch has begun, given the clock as if it started at that
// moment, and returns the entry about it. If its Now is zero, it is the world's time.
type beginning func(s *state, at Clock) (*journal.Epoch, error)

// Seek begins a new epoch at an instant. The commands stay at theirs.
func (h *Hub) Seek(ctx context.Context, to func(now time.Time) (time.Time, error)) error {
	return h.begin(ctx, func(_ *state, at Clock) (*journal.Epoch, error) {
		now, err := to(at.Start)
		return &journal.Epoch{Reason: journal.Seek, Now: now.UTC().Truncate(time.Microsecond)}, err
	})
}

// Reset drops all commands. It begins a new epoch at the world's time.
func (h *Hub) Reset(ctx context.Context) error {
	return h.begin(ctx, func(s *state, _ Clock) (*journal.Epoch, error) {
		s.world, s.history = s.origin, nil
		return &journal.Epoch{Reason: journal.Reset}, nil
	})
}

// ErrNothing reports that there is no command to undo.
var ErrNothing = errors.New("there is no command to undo")

// Undo drops the newest commands, all those that were given at once. If a tick has shown one of them, it begins a new
// epoch at the world's time.
func (h *Hub) Undo(ctx context.Context) error {
	return h.begin(ctx, func(s *state, at Clock) (*journal.Epoch, error) {
		newest, first := s.history.newest()
		if newest == 0 {
			return nil, ErrNothing
		}
		s.history = s.history.without(newest)
		s.history.chain(0)
		s.world = s.origin.Replay(s.history.commands())
		e := &journal.Epoch{Reason: journal.Undo, Undone: newest}
		if first.After(s.feed.Time(at.First)) {
			e.Silent, e.Now = true, at.Start
		}
		return e, nil
	})
}

// Switch replaces the world by that of another genesis, which begins a new epoch. The commands are dropped. Speed and
// tick of the genesis are those of the present world. If its seed or start is out of range, Switch returns an error of
// type *OutOfRange, and one of type *refuse.Refusal if there is no room.
func (h *Hub) Switch(ctx context.Context, next func(present journal.Genesis, now time.Time) journal.Genesis) error {
	var added, spare model.Size
	err := h.begin(ctx, func(s *state, at Clock) (*journal.Epoch, error) {
		g := next(s.genesis, at.Start)
		g.Tick, g.Speed, g.Anchor = s.genesis.Tick, s.genesis.Speed, s.genesis.Anchor
		if wrong := CheckGenesis(&g); wrong != nil {
			return nil, wrong
		}
		if err := h.checkCounting(g.Scenario.Faults); err != nil {
			return nil, err
		}
		before, after := s.genesis.Scenario.Size(), g.Scenario.Size()
		if err := h.options.Room.take(after.Beyond(before)); err != nil {
			return nil, err
		}
		added, spare = after.Beyond(before), before.Beyond(after)
		fresh, err := begin(g)
		if err != nil {
			return nil, err
		}
		s.switchTo(&fresh)
		return &journal.Epoch{Reason: journal.Scenario, Now: fresh.genesis.Start, Genesis: &fresh.genesis}, nil
	})
	if err != nil {
		spare = added
	}
	h.options.Room.give(spare)
	return err
}

// begin begins a new epoch. The next world is computed while streams and requests go on. An undo that no tick has
// shown changes the epoch in place; if a tick shows it meanwhile, begin starts over.
func (h *Hub) begin(ctx context.Context, change beginning) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	for {
		s := *h.state.Load()
		at := s.feed.At(time.Now().Add(h.lead(&s)))
		e, err := change(&s, at)
		switch {
		case err != nil:
			return err
		case e.Silent:
			e.Tick = at.First
			err = h.undoUnseen(ctx, &s, e)
		default:
			err = h.beginEpoch(ctx, &s, e)
		}
		if err = h.settle(ctx, err); !errors.Is(err, feed.ErrOvertaken) {
			return err
		}
	}
}

// undoUnseen replaces the world by the one without commands that no tick has shown.
func (h *Hub) undoUnseen(ctx context.Context, s *state, e *journal.Epoch) error {
	unseen := s.feed.Time(e.Tick).Add(time.Microsecond)
	return s.feed.Change(unseen, func() (feed.Teller, error) {
		if err := h.record(ctx, s, journal.Entry{Epoch: e}); err != nil {
			return nil, err
		}
		h.state.Store(s)
		return s.telling(), nil
	})
}

// beginEpoch replaces the world by that of a state.
func (h *Hub) beginEpoch(ctx context.Context, s *state, e *journal.Epoch) error {
	old := s.feed
	wall := time.Now().Add(h.lead(s))
	return h.succeed(old, wall, func(c Clock) (*state, model.ClockChange, error) {
		e.Tick, e.Wall = c.First, wall
		if e.Now.IsZero() {
			e.Now = c.Start
		}
		change := s.change(Clock{Start: e.Now, Speed: c.Speed}, e.Reason)
		if err := h.record(ctx, s, journal.Entry{Epoch: e}); err != nil {
			return nil, change, err
		}
		s.rename(e)
		s.shown = time.Time{}
		s.placed = s.placed.InNextEpoch()
		s.openFeed(h.options, h.turns, feed.Begin(Clock{
			Anchor: c.Anchor, Start: e.Now, Tick: c.Tick, Speed: c.Speed,
		}))
		return s, change, nil
	})
}

// succeed ends an epoch at a wall time, and goes on with the feed of the state that next returns, given the clock then.
func (h *Hub) succeed(old *feed.Feed, wall time.Time, next func(Clock) (*state, model.ClockChange, error)) error {
	h.mu.Lock()
	err := old.Succeed(wall, func(c Clock) (*feed.Feed, model.ClockChange, error) {
		s, change, err := next(c)
		if err != nil {
			return nil, change, err
		}
		h.goOn(s)
		return s.feed, change, nil
	})
	h.mu.Unlock()
	h.group.Wake()
	h.steer()
	return err
}

// goOn makes a state with another feed the present one. The caller holds the lock.
func (h *Hub) goOn(s *state) {
	if h.streams > 0 {
		h.woken.Store(s.feed.Watch(time.Now()))
	}
	h.adopt(s)
}

// adopt makes a state with other faults the present one.
func (h *Hub) adopt(s *state) {
	before := h.state.Swap(s)
	before.rules.Replace()
}
