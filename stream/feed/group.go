package feed

import (
	"slices"
	"sync"

	"trainmock/stream/ask"
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

	// index sets byTask and byNode, for filters that name some tasks or nodes.
	index          sync.Once
	byTask, byNode byID
}

// appendAbout appends the events about what a filter names, in their order, and all of them if it names nothing. The
// group must be computed.
func (g *group) appendAbout(list []*event, f ask.Filter) []*event {
	if len(f.TaskIDs)+len(f.NodeIDs) == 0 {
		list = slices.Grow(list, len(g.events))
		for i := range g.events {
			list = append(list, &g.events[i])
		}
		return list
	}
	g.index.Do(g.makeIndex)
	found := newPlaces(len(g.events))
	g.byTask.find(f.TaskIDs, found)
	g.byNode.find(f.NodeIDs, found)
	for place := range found.all() {
		list = append(list, &g.events[place])
	}
	return list
}

// makeIndex sets byTask and byNode.
func (g *group) makeIndex() {
	g.byTask = newByID(g.events, func(e *event) string { return e.TaskID })
	g.byNode = newByID(g.events, func(e *event) string { return e.NodeID })
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
	return int64(len(told)) * (eventBytes + payloadBytes)
}
