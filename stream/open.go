package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
)

// open returns the fold over a journal, with a feed. It appends the genesis if the journal is empty.
func open(ctx context.Context, o Options, turns *feed.Turns) (*fold, error) {
	j := o.Journal
	// A conflict means that the journal has begun already.
	if _, err := j.Append(ctx, 0, journal.Entry{Genesis: &o.Genesis}); err != nil && !errors.Is(err, journal.ErrConflict) {
		return nil, err
	}
	last, err := j.Last(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := entriesUpTo(ctx, j, last)
	if err != nil {
		return nil, err
	}
	largest := journal.Largest(entries)
	if err := o.Room.take(largest); err != nil {
		return nil, err
	}
	f, _, err := foldAll(ctx, entries)
	if err != nil {
		o.Room.give(largest)
		return nil, err
	}
	o.Room.give(largest.Minus(f.genesis.Scenario.Size()))
	if f.published.Clock().Speed == 0 {
		f.published = f.published.Played()
	}
	f.openFeed(o, turns, f.published)
	return f, nil
}

// openFeed gives the state a feed of its world, and the rules of its faults.
func (s *state) openFeed(o Options, turns *feed.Turns, p feed.Published) {
	s.feed = feed.New(feed.Options{
		Epoch: s.epoch(), Seed: s.world.Seed(), Scenario: s.world.Scenario().Name, Published: p, Teller: s.telling(),
		Replay: o.Replay, Slept: o.Slept, Turns: turns, Budget: o.Budget, Gaps: o.gaps,
		MayPublish: o.mayPublish,
	}, time.Now())
	s.makeRules()
}
