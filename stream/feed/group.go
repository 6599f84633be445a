package feed

import (
	"sync"

	"trainmock/stream/model"
)

// group is a part of a tick's events, which is computed at most once.
type group struct {
	told model.EventGroup
	// before is the group in front of this one, or nil.
	before *group

	once sync.Once
	// first is the index of the first of the events within the tick. Compute sets both.
	first  int
	events []event
}

// compute computes the events, whose indices begin with first, and returns about how many bytes they take.
func (g *group) compute(first int) (size int64) {
	told := g.told.Events()
	g.first, g.events = first, make([]event, len(told))
	for i, e := range told {
		g.events[i].set(e, first+i)
	}
	// The types and order are known from here on; the world that computed them can be freed.
	g.told.Events = nil
	return int64(len(told)) * payloadBytes
}
