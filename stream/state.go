package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/world"
)

// Clock says when ticks are due, and what world time they have.
type Clock = feed.Clock

// state is what a journal says up to one of its entries: clock and world are folds over it. It is a value, and an entry
// makes another.
type state struct {
	// seq is the number of the entry.
	seq   uint64
	clock Clock
	world *world.World
	// history is what the commands come to in ids.
	history history
	// shown is the instant of the newest command that was given for now: who asks next sees what it does.
	shown time.Time
}

// open returns what a journal says. One that is empty begins with a genesis.
func open(ctx context.Context, j journal.Journal, g journal.Genesis) (state, error) {
	var s state
	// Another one may have begun it at the same time.
	if _, err := j.Append(ctx, 0, journal.Entry{Genesis: &g}); err != nil && !errors.Is(err, journal.ErrConflict) {
		return s, err
	}
	last, err := j.Last(ctx)
	if err != nil {
		return s, err
	}
	for e, err := range j.Follow(ctx, 0) {
		if err == nil {
			s, err = s.with(e)
		}
		if err != nil || s.seq == last {
			return s, err
		}
	}
	return s, errors.New("stream: the journal ends before its last entry")
}

// with returns the state after one more entry.
func (s state) with(e journal.Entry) (state, error) {
	if e.Seq != s.seq+1 || (e.Seq == 1) != (e.Genesis != nil) {
		return s, fmt.Errorf("stream: entry %d of the journal does not follow entry %d", e.Seq, s.seq)
	}
	if e.Genesis != nil {
		return begin(e)
	}
	w, err := s.world.Replay(e.Commands)
	if err != nil {
		return s, fmt.Errorf("stream: entry %d of the journal: %w", e.Seq, err)
	}
	return s.after(e, w, w.Start().Add(w.Latest())), nil
}

// begin returns the state that a genesis describes.
func begin(e journal.Entry) (state, error) {
	g := e.Genesis
	w, err := world.New(world.Options{Scenario: g.Scenario, Seed: g.Seed, Start: g.Start})
	if err != nil {
		return state{}, err
	}
	return state{
		seq: e.Seq, world: w,
		clock: Clock{Anchor: g.Anchor, Start: w.Start(), Tick: g.Tick, Speed: g.Speed},
	}, nil
}

// after returns the state with the world that an entry makes of it, for commands of an instant.
func (s state) after(e journal.Entry, w *world.World, at time.Time) state {
	s.seq, s.world, s.shown = e.Seq, w, at
	s.history = s.history.with(w.Start(), e.Commands)
	return s
}

// telling is what the feed is told by.
type telling struct {
	*world.World
	history
}

func (s *state) telling() feed.Teller { return telling{s.world, s.history} }
