package stream

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"trainmock/stream/fault"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Clock turns wall time into ticks and world time.
type Clock = feed.Clock

// state is the fold over a journal's entries up to one of them. It is a value: the next entry makes another one.
type state struct {
	// seq is the number of the last entry, and lists the number of entries with commands.
	seq, lists uint64
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
	// placed are the faults, those that were removed in this epoch too, and rules the same for the feed's epoch.
	placed fault.List
	rules  *fault.Rules
}

// begin returns the state that a genesis describes, without a feed.
func begin(g journal.Genesis) (state, error) {
	w, err := world.New(world.Options{Scenario: g.Scenario, Seed: g.Seed, Start: g.Start})
	if err != nil {
		return state{}, err
	}
	g.Start = w.Start()
	named := g.Scenario
	named.Faults = nil
	scenario, err := json.Marshal(named)
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, g.Seed, model.Stamp(g.Start), g.Tick, g.Speed)
	return state{
		genesis: g, name: sha256.Sum256([]byte(name)), origin: w, world: w, running: cmp.Or(g.Speed, 1),
		placed: fault.OfScenario(g.Scenario.Faults),
	}, nil
}

// clock returns the clock that the genesis describes.
func (s *state) clock() Clock {
	g := s.genesis
	return Clock{Anchor: g.Anchor, Start: g.Start, Tick: g.Tick, Speed: g.Speed}
}

// firstSpeed returns the speed of the ticks of an advance.
func (s *state) firstSpeed() float64 { return cmp.Or(s.genesis.Speed, 1) }

// epoch returns the name of the world in event ids.
func (s *state) epoch() string { return hex.EncodeToString(s.name[:4]) }

// rename changes the name of the epoch by what began another one.
func (s *state) rename(e *journal.Epoch) {
	text := fmt.Sprintf("%x|%s|%s|%d", s.name, e.Reason, model.Stamp(e.Now), e.Undone)
	s.name = sha256.Sum256([]byte(text))
}

// makeRules makes the rules of the faults in the state's epoch.
func (s *state) makeRules() {
	s.rules = fault.New(fault.Options{
		Epoch: s.epoch(), Seed: s.world.Seed(), Start: s.world.Start(), Ticks: s.feed, Faults: s.placed,
	}, s.rules)
}

// switchTo replaces the world by that of a fresh state, without its name. Faults that did not come with the scenario
// stay, at their instants.
func (s *state) switchTo(fresh *state) {
	s.placed = s.placed.InScenario(fresh.placed, fresh.world.Start().Sub(s.world.Start()))
	s.genesis, s.origin, s.world, s.history = fresh.genesis, fresh.origin, fresh.world, nil
}

// changeFaults changes the faults, without their rules.
func (s *state) changeFaults(c *journal.Faults) {
	s.placed = s.placed.Without(c.Removed, c.Tick)
	for _, f := range c.Set {
		s.placed = s.placed.With(f.Beginning(c.Now.Sub(s.world.Start())), c.Tick)
	}
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
