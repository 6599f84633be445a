package stream

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"trainmock/stream/fault"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

var (
	// ErrFaultExists reports a fault whose name another one has.
	ErrFaultExists = errors.New("there is a fault of that name: replace it with PUT /mock/faults/NAME, or remove it first")
	// ErrNoFault reports a name that no fault has.
	ErrNoFault = errors.New("there is no fault of that name: GET /mock/faults lists them")
	// ErrFaultsFull reports faults beyond model.MaxFaults.
	ErrFaultsFull = fmt.Errorf("%d faults are the most that a world can have: remove some first", model.MaxFaults)
)

// Faults returns the faults with their counts, in the order in which they strike.
func (h *Hub) Faults() []fault.State {
	_, now := h.Now()
	return h.state.Load().rules.States(now)
}

// FaultRules returns the faults of the present epoch, nil if there are none.
func (h *Hub) FaultRules() *fault.Rules { return h.state.Load().rules }

// AddFaults adds faults, all or none, and returns them as they are logged, with names. With replace, one that has the
// name of another takes its place; else AddFaults fails with ErrFaultExists. It fails with ErrFaultsFull, and with the
// errors of ctx and of the journal. The faults have to be checked.
func (h *Hub) AddFaults(ctx context.Context, faults []model.Fault, replace bool) ([]model.Fault, error) {
	var added []model.Fault
	return added, h.changeFaults(ctx, func(s *state, now time.Time) (journal.Faults, error) {
		var change journal.Faults
		added = nil
		for _, f := range faults {
			if f.Name == "" {
				f.Name = s.freeName(f.Kind.Key(), added)
			}
			taken := s.hasFault(f.Name)
			if taken && !replace || slices.ContainsFunc(added, func(a model.Fault) bool { return a.Name == f.Name }) {
				return change, ErrFaultExists
			}
			if taken {
				change.Removed = append(change.Removed, f.Name)
			}
			if f.From == nil && f.For > 0 {
				f.From = new(now.Sub(s.world.Start()))
			}
			added = append(added, f)
		}
		change.Set = added
		if len(s.faultNames())-len(change.Removed)+len(added) > model.MaxFaults {
			return change, ErrFaultsFull
		}
		return change, nil
	})
}

// RemoveFaults removes the faults with some names, all or none, or all faults if there are no names. It returns how
// many were removed, and fails with ErrNoFault, and with the errors of ctx and of the journal.
func (h *Hub) RemoveFaults(ctx context.Context, names ...string) (int, error) {
	count := 0
	return count, h.changeFaults(ctx, func(s *state, _ time.Time) (journal.Faults, error) {
		removed := slices.Clone(names)
		for _, name := range names {
			if !s.hasFault(name) {
				return journal.Faults{}, ErrNoFault
			}
		}
		if len(names) == 0 {
			removed = s.faultNames()
		}
		count = len(removed)
		return journal.Faults{Removed: removed}, nil
	})
}

// changeFaults makes a change, given the state and the world's time, unless it is empty. If a tick is published
// meanwhile, it starts over.
func (h *Hub) changeFaults(
	ctx context.Context, decide func(s *state, now time.Time) (journal.Faults, error),
) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	for {
		s := *h.state.Load()
		wall := time.Now()
		newest, c := s.feed.Advance(wall)
		now := c.Now(wall)
		change, err := decide(&s, now)
		if err != nil || len(change.Removed)+len(change.Set) == 0 {
			return err
		}
		change.Tick, change.Now = newest, now
		err = s.feed.Change(s.feed.Time(newest).Add(time.Microsecond), func() (feed.Teller, error) {
			if err := h.record(ctx, &s, journal.Entry{Faults: &change}); err != nil {
				return nil, err
			}
			s.placeFaults(&change)
			s.makeRules()
			h.state.Store(&s)
			return s.telling(), nil
		})
		if !errors.Is(err, feed.ErrOvertaken) {
			h.group.Wake()
			return err
		}
	}
}

// makeRules makes the rules of the faults in the state's epoch.
func (s *state) makeRules() {
	s.rules = fault.New(fault.Options{
		Epoch: s.epoch(), Seed: s.world.Seed(), Start: s.world.Start(), Ticks: s.feed, Faults: s.placed,
	}, s.rules)
}

// placeFaults follows a change of the faults.
func (s *state) placeFaults(change *journal.Faults) {
	placed := slices.Clone(s.placed)
	for i := range placed {
		if p := &placed[i]; !p.Removed && slices.Contains(change.Removed, p.Name) {
			p.Removed, p.Until = true, min(p.Until, change.Tick)
		}
	}
	for _, f := range change.Set {
		placed = append(placed, fault.Placed{Fault: f, After: change.Tick, Until: math.MaxInt64})
	}
	s.placed = forget(placed)
}

// maxRemoved is how many removed faults are remembered, for connections that lag.
const maxRemoved = 64

// forget drops the oldest of the removed faults beyond maxRemoved.
func forget(placed []fault.Placed) []fault.Placed {
	removed := 0
	for _, p := range placed {
		if p.Removed {
			removed++
		}
	}
	return slices.DeleteFunc(placed, func(p fault.Placed) bool {
		if !p.Removed || removed <= maxRemoved {
			return false
		}
		removed--
		return true
	})
}

// placeAll returns the faults of a scenario.
func placeAll(faults []model.Fault) []fault.Placed {
	list := make([]fault.Placed, len(faults))
	for i, f := range faults {
		list[i] = fault.Always(f)
		list[i].Scenario = true
	}
	return list
}

// carried returns the faults as they go on in another epoch.
func carried(placed []fault.Placed) []fault.Placed {
	var list []fault.Placed
	for _, p := range placed {
		if !p.Removed {
			p.After, p.Until = math.MinInt64, math.MaxInt64
			list = append(list, p)
		}
	}
	return list
}

// switchTo replaces the world by that of a fresh state, without its name. Faults that did not come with the scenario
// stay.
func (s *state) switchTo(fresh *state) {
	s.genesis, s.origin, s.world, s.history = fresh.genesis, fresh.origin, fresh.world, nil
	posted := slices.DeleteFunc(slices.Clone(s.placed), func(p fault.Placed) bool { return p.Scenario })
	s.placed = nil
	for _, p := range fresh.placed {
		if !slices.ContainsFunc(posted, func(other fault.Placed) bool { return other.Name == p.Name }) {
			s.placed = append(s.placed, p)
		}
	}
	s.placed = append(s.placed, posted...)
}

// faultNames returns the names of the faults that are not removed.
func (s *state) faultNames() []string {
	var names []string
	for _, p := range s.placed {
		if !p.Removed {
			names = append(names, p.Name)
		}
	}
	return names
}

// hasFault reports whether a fault has a name.
func (s *state) hasFault(name string) bool { return slices.Contains(s.faultNames(), name) }

// freeName returns the first name of a kind and a number that no fault has, nor one of those to be added.
func (s *state) freeName(kind string, added []model.Fault) string {
	names := s.faultNames()
	for _, a := range added {
		names = append(names, a.Name)
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("%s-%d", kind, i); !slices.Contains(names, name) {
			return name
		}
	}
}

// changeFaults follows a change of the faults.
func (f *fold) changeFaults(c *journal.Faults) error {
	if err := f.until(c.Tick); err != nil {
		return err
	}
	for _, name := range c.Removed {
		if !f.hasFault(name) {
			return mistake("faults.removed", "there is no fault %s at that moment", model.Quote(name))
		}
	}
	for i, one := range c.Set {
		field := fmt.Sprintf("faults.set.%d", i)
		if err := one.Check(); err != nil {
			return mistake(field, "%v", err)
		}
		if one.Name == "" || f.hasFault(one.Name) && !slices.Contains(c.Removed, one.Name) {
			return mistake(field+".name", "%s is not the name of a new fault", model.Quote(one.Name))
		}
	}
	f.placeFaults(c)
	if len(f.faultNames()) > model.MaxFaults {
		return mistake("faults.set", "%v", ErrFaultsFull)
	}
	return f.checkNow(c.Now, c.Tick, c.Tick+1)
}
