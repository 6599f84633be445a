package stream

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Clock turns wall time into ticks and world time.
type Clock = feed.Clock

// state is the fold over a journal's entries up to one of them. It is a value: the next entry makes another one.
type state struct {
	// seq is the number of the last entry.
	seq uint64
	// genesis is the beginning of the run, or its replacement by the last change of the scenario.
	genesis journal.Genesis
	// name identifies the epoch: it is a digest of the genesis and of all entries that began an epoch since.
	name [sha256.Size]byte
	// origin is the world before any command, and world the one after those of history.
	origin, world *world.World
	history       history
	// shown is the instant of the newest command that was given for the present. Requests are answered for no earlier
	// one, and so see its effect.
	shown time.Time
	// running is the speed with which the world last ran.
	running float64
	// feed publishes the ticks of the epoch.
	feed *feed.Feed
}

// begin returns the state that a genesis describes, without a feed.
func begin(g journal.Genesis) (state, error) {
	w, err := world.New(world.Options{Scenario: g.Scenario, Seed: g.Seed, Start: g.Start})
	if err != nil {
		return state{}, err
	}
	g.Start = w.Start()
	scenario, err := json.Marshal(g.Scenario)
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, g.Seed, model.Stamp(g.Start), g.Tick, g.Speed)
	return state{
		genesis: g, name: sha256.Sum256([]byte(name)), origin: w, world: w, running: cmp.Or(g.Speed, 1),
	}, nil
}

// clock returns the clock that the genesis describes.
func (s *state) clock() Clock {
	g := s.genesis
	return Clock{Anchor: g.Anchor, Start: g.Start, Tick: g.Tick, Speed: g.Speed}
}

// firstSpeed is the speed of the ticks of an advance.
func (s *state) firstSpeed() float64 { return cmp.Or(s.genesis.Speed, 1) }

// epoch returns the name of the world in event ids.
func (s *state) epoch() string { return hex.EncodeToString(s.name[:4]) }

// rename changes the name of the epoch by what began another one.
func (s *state) rename(e *journal.Epoch) {
	text := fmt.Sprintf("%x|%s|%s|%d", s.name, e.Reason, model.Stamp(e.Now), e.Undone)
	s.name = sha256.Sum256([]byte(text))
}

// newFeed returns a feed of the state's world.
func (s *state) newFeed(o Options, turns *feed.Turns, c Clock) *feed.Feed {
	return feed.New(feed.Options{
		Epoch: s.epoch(), Seed: s.world.Seed(), Scenario: s.world.Scenario().Name, Clock: c, Teller: s.telling(),
		Replay: o.Replay, Slept: o.Slept, Turns: turns,
	}, time.Now())
}

// open returns the state of a journal, with its feed. It appends the genesis if the journal is empty.
func open(ctx context.Context, o Options, turns *feed.Turns) (state, error) {
	var s state
	j := o.Journal
	// A conflict means that the journal has begun already.
	if _, err := j.Append(ctx, 0, journal.Entry{Genesis: &o.Genesis}); err != nil && !errors.Is(err, journal.ErrConflict) {
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
		if err != nil {
			return s, err
		}
		if s.seq == last {
			s.feed = s.newFeed(o, turns, s.clock())
			return s, nil
		}
	}
	return s, errors.New("stream: the journal ends before its last entry")
}

// with returns the state after one more entry, without its changes of the clock.
func (s state) with(e journal.Entry) (state, error) {
	if e.Seq != s.seq+1 || (e.Seq == 1) != (e.Genesis != nil) {
		return s, fmt.Errorf("stream: entry %d of the journal does not follow entry %d", e.Seq, s.seq)
	}
	if e.Genesis != nil {
		first, err := begin(*e.Genesis)
		first.seq = e.Seq
		return first, err
	}
	s.seq = e.Seq
	if len(e.Commands) == 0 {
		return s, nil
	}
	w, _, err := s.merged(e.Commands)
	if err != nil {
		return s, fmt.Errorf("stream: entry %d of the journal: %w", e.Seq, err)
	}
	s.world, s.history = w, s.history.with(w.Start(), e.Seq, e.Commands)
	s.shown = w.Start().Add(w.Latest())
	return s, nil
}

// merged returns the world after commands, which are in order, and those that changed it as they are logged.
func (s *state) merged(commands []model.Command) (*world.World, []model.Command, error) {
	if len(commands) == 0 || commands[0].At >= s.world.Latest() {
		return s.world.Merge(nil, commands)
	}
	return s.origin.Merge(s.history.commands(), commands)
}

// telling is a state as a feed.Teller.
type telling struct {
	*world.World
	history
}

// telling returns the teller of the state.
func (s *state) telling() feed.Teller { return telling{s.world, s.history} }
