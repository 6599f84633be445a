package fault

import (
	"cmp"
	"slices"
)

// events are places of events of the world: ticks in order, each with the indices of events within it. Only the newest
// maxTicks of them are kept, for connections that lag.
type events []eventsOfTick

// eventsOfTick are the indices of events of a tick.
type eventsOfTick struct {
	tick    int64
	indices []int
}

// maxTicks is the number of ticks of which events are kept. 10,000 ticks of a second are almost three hours.
const maxTicks = 10_000

// compare orders ticks.
func (e eventsOfTick) compare(tick int64) int { return cmp.Compare(e.tick, tick) }

// has reports whether an event is among them.
func (e events) has(tick int64, index int) bool {
	at, found := slices.BinarySearchFunc(e, tick, eventsOfTick.compare)
	return found && slices.Contains(e[at].indices, index)
}

// before reports whether all of them are before a tick.
func (e events) before(tick int64) bool { return len(e) == 0 || e[len(e)-1].tick < tick }

// add adds an event that is not among them. Behind maxTicks, the older half of the ticks goes.
func (e *events) add(tick int64, index int) {
	at, found := slices.BinarySearchFunc(*e, tick, eventsOfTick.compare)
	if !found {
		*e = slices.Insert(*e, at, eventsOfTick{tick: tick})
	}
	(*e)[at].indices = append((*e)[at].indices, index)
	if len(*e) > maxTicks {
		*e = slices.Delete(*e, 0, maxTicks/2)
	}
}
