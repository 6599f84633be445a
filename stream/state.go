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

// Clock turns wall time into ticks and world time.
type Clock = feed.Clock

// state is the fold over a journal's entries up to one of them. It is a value: the next entry makes another one.
type state struct {
	// seq is the number of the last entry.
	seq   uint64
	clock Clock
	world *world.World
	// history is the digest of the commands, for event ids.
	history history
	// shown is the instant of the newest command. Requests are answered for no earlier one, and so see its effect.
	shown time.Time
}

// open returns the state of a journal. It appends the genesis if the journal is empty.
func open(ctx context.Context, j journal.Journal, g journal.Genesis) (state, error) {
	var s state
	// A conflict means that the journal has begun already.
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
	return s.after(e.Seq, w, w.Start().Add(w.Latest()), s.history.with(w.Start(), e.Commands)), nil
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

// after returns the state after an entry with a number, whose commands take effect at an instant and lead to a world
// and its history.
func (s state) after(seq uint64, w *world.World, at time.Time, h history) state {
	s.seq, s.world, s.shown, s.history = seq, w, at, h
	return s
}

// telling is a state as a feed.Teller.
type telling struct {
	*world.World
	history
}

// telling returns the teller of the state.
func (s *state) telling() feed.Teller { return telling{s.world, s.history} }
