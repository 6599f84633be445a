package stream

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"trainmock/stream/fault"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

var (
	// ErrFaultExists reports a fault whose name another one has.
	ErrFaultExists = errors.New("there is a fault of that name: replace it with PUT /mock/faults/NAME, or remove it first")
	// ErrNoFault reports a name that no fault has.
	ErrNoFault = errors.New("there is no fault of that name: GET /mock/faults lists them")
	// ErrFaultsFull reports faults beyond model.MaxFaults.
	ErrFaultsFull = fmt.Errorf("%d faults are the most that a world can have: remove some first", model.MaxFaults)
)

// Faults returns the faults of some names, or all if there are no names, with their counts, in the order in which they
// strike. Events up to now count, watched or not. Where those are many, that takes long; it stops when ctx ends.
func (h *Hub) Faults(ctx context.Context, names ...string) []fault.State {
	s := h.state.Load()
	s.feed.Advance(time.Now())
	s.rules.CountUp(ctx, names...)
	return slices.DeleteFunc(h.strikes(), func(f fault.State) bool {
		return len(names) > 0 && !slices.Contains(names, f.Name)
	})
}

// strikes returns the faults with what has been counted so far.
func (h *Hub) strikes() []fault.State {
	_, now := h.Now()
	return h.state.Load().rules.States(now)
}

// FaultRules returns the faults of the present epoch, nil if there are none.
func (h *Hub) FaultRules() *fault.Rules { return h.state.Load().rules }

// AskedFaults returns the rules that single requests ask for by themselves.
func (h *Hub) AskedFaults() *fault.Asked { return &h.asked }

// Closing returns a channel that Close closes.
func (h *Hub) Closing() <-chan struct{} { return h.group.Closing() }

// AddFaults adds faults, all or none, and returns them as they are logged, with names. With replace, one that has the
// name of another takes its place; else AddFaults fails with ErrFaultExists. It fails with ErrFaultsFull, and with the
// errors of ctx and of the journal. The faults have to be checked.
func (h *Hub) AddFaults(ctx context.Context, faults []model.Fault, replace bool) ([]model.Fault, error) {
	if len(faults) > model.MaxFaults {
		return nil, ErrFaultsFull
	}
	if err := h.checkCounting(faults); err != nil {
		return nil, err
	}
	var change journal.Faults
	err := h.changeFaults(ctx, &change, func(s *state, now time.Time) error {
		list := s.placed
		for _, f := range model.NameFaults(faults, list.Names()) {
			if list.Has(f.Name) && (!replace || !s.placed.Has(f.Name)) {
				return fmt.Errorf("%s: %w", model.Quote(f.Name), ErrFaultExists)
			}
			if list.Has(f.Name) {
				change.Removed = append(change.Removed, f.Name)
				list = list.Without([]string{f.Name}, 0)
			}
			f = f.Beginning(now.Sub(s.world.Start()))
			list = list.With(f, 0)
			change.Set = append(change.Set, f)
		}
		if len(list.Names()) > model.MaxFaults {
			return ErrFaultsFull
		}
		return nil
	})
	return change.Set, err
}

// checkCounting refuses faults that count where replicas share the world, because each would count for itself. Its
// error is a 422 of type *refuse.Refusal.
func (h *Hub) checkCounting(faults []model.Fault) error {
	if h.shared == nil {
		return nil
	}
	var wrong []refuse.Fault
	for _, f := range faults {
		if field := f.Counts(); field != "" {
			wrong = append(wrong, refuse.Fault{
				Loc: append([]string{"body"}, strings.Split(field, ".")...), Type: "value_error.replicas",
				Msg: "replicas do not count together, and each has subscribers of its own: use share, from and for",
			})
		}
	}
	if len(wrong) > 0 {
		return refuse.InvalidAll(wrong)
	}
	return nil
}

// RemoveFaults removes the faults with some names, all or none, or all faults if there are no names. It returns how
// many were removed, and fails with ErrNoFault, and with the errors of ctx and of the journal.
func (h *Hub) RemoveFaults(ctx context.Context, names ...string) (int, error) {
	var change journal.Faults
	err := h.changeFaults(ctx, &change, func(s *state, _ time.Time) error {
		for _, name := range names {
			if !s.placed.Has(name) {
				return fmt.Errorf("%s: %w", model.Quote(name), ErrNoFault)
			}
		}
		if change.Removed = names; len(names) == 0 {
			change.Removed = s.placed.Names()
		}
		return nil
	})
	return len(change.Removed), err
}

// changeFaults makes the change that decide fills in, given the state and the world's time, unless it is empty. If a
// tick is published meanwhile, it starts over.
func (h *Hub) changeFaults(ctx context.Context, change *journal.Faults, decide func(*state, time.Time) error) error {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	for {
		s := *h.state.Load()
		wall := time.Now().Add(h.lead(&s))
		at := s.feed.At(wall)
		*change = journal.Faults{Tick: at.First, Now: at.Start, Wall: wall}
		if err := decide(&s, change.Now); err != nil || len(change.Removed)+len(change.Set) == 0 {
			return err
		}
		err := s.feed.Change(s.feed.Time(at.First).Add(time.Microsecond), func() (feed.Teller, error) {
			if err := h.record(ctx, &s, journal.Entry{Faults: change}); err != nil {
				return nil, err
			}
			s.changeFaults(change)
			s.makeRules()
			h.adopt(&s)
			return s.telling(), nil
		})
		if err = h.settle(ctx, err); !errors.Is(err, feed.ErrOvertaken) {
			h.group.Wake()
			return err
		}
	}
}
