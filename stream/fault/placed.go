package fault

import (
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
)

// Placed is a fault with its place in an epoch.
type Placed struct {
	model.Fault
	// After and Until bound the ticks in which it strikes: behind After, up to and with Until.
	After, Until int64
	// number distinguishes it from others that have had its name.
	number int
	// Removed is set if it has been removed, at the tick Until, and Scenario if it came with the scenario.
	Removed, Scenario bool
}

// always returns a fault that strikes in all ticks.
func always(f model.Fault) Placed {
	return Placed{Fault: f, After: math.MinInt64, Until: math.MaxInt64}
}

// ofWorld reports whether it is a fault of the world, and not of a request alone.
func (p *Placed) ofWorld() bool { return p.number > 0 || p.Scenario }

// List is the faults of an epoch in the order in which they strike. It is a value: changes return another one.
type List []Placed

// OfScenario returns the faults of a scenario. They begin at its start unless they say otherwise.
func OfScenario(faults []model.Fault) List {
	var list List
	for _, f := range model.NameFaults(faults, nil) {
		p := always(f.Beginning(0))
		p.Scenario = true
		list = append(list, p)
	}
	return list
}

// Names returns the names of the faults that are not removed.
func (l List) Names() []string {
	var names []string
	for _, p := range l {
		if !p.Removed {
			names = append(names, p.Name)
		}
	}
	return names
}

// Has reports whether a fault that is not removed has a name.
func (l List) Has(name string) bool { return slices.Contains(l.Names(), name) }

// With returns the list with one more fault, which strikes behind a tick.
func (l List) With(f model.Fault, after int64) List {
	number := 0
	for _, p := range l {
		number = max(number, p.number)
	}
	return append(slices.Clip(l), Placed{Fault: f, After: after, Until: math.MaxInt64, number: number + 1})
}

// maxRemoved is how many removed faults are remembered, for connections that lag.
const maxRemoved = 64

// Without returns the list with the faults of some names removed, which strike up to a tick.
func (l List) Without(names []string, until int64) List {
	list, removed := slices.Clone(l), 0
	for i := range list {
		p := &list[i]
		if !p.Removed && slices.Contains(names, p.Name) {
			p.Removed, p.Until = true, until
		}
		if p.Removed {
			removed++
		}
	}
	return slices.DeleteFunc(list, func(p Placed) bool {
		if !p.Removed || removed <= maxRemoved {
			return false
		}
		removed--
		return true
	})
}

// InNextEpoch returns the list for another epoch, in all of whose ticks the faults strike.
func (l List) InNextEpoch() List {
	var list List
	for _, p := range l {
		if !p.Removed {
			p.After, p.Until = math.MinInt64, math.MaxInt64
			list = append(list, p)
		}
	}
	return list
}

// InScenario returns the list for another scenario, given the faults of that one, whose world starts later by a time.
// Those of the last one go. A name that both have is that of the fault that stays, which begins at the same instant.
func (l List) InScenario(next List, later time.Duration) List {
	var stay List
	for _, p := range l {
		if p.Scenario {
			continue
		}
		if p.From != nil {
			from := *p.From - later
			p.From = &from
		}
		stay = append(stay, p)
	}
	var list List
	for _, p := range next {
		if !stay.Has(p.Name) {
			list = append(list, p)
		}
	}
	return append(list, stay...)
}
