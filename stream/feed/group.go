package feed

import (
	"cmp"
	"iter"
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

	// index sets byID, the events about a task or a node, for filters that name some.
	index sync.Once
	byID  map[string][]*event
}

// candidates yields the events that a filter may admit, in their order. The group must be computed.
func (g *group) candidates(f ask.Filter) iter.Seq[*event] {
	if len(f.TaskIDs)+len(f.NodeIDs) > 0 {
		return slices.Values(g.about(f.TaskIDs, f.NodeIDs))
	}
	return func(yield func(*event) bool) {
		for i := range g.events {
			if !yield(&g.events[i]) {
				return
			}
		}
	}
}

// about returns the events about any of some tasks and nodes, in their order.
func (g *group) about(taskIDs, nodeIDs []string) []*event {
	g.index.Do(func() {
		g.byID = make(map[string][]*event, len(g.events))
		for i := range g.events {
			e := &g.events[i]
			for _, id := range [...]string{e.TaskID, e.NodeID} {
				if id != "" {
					g.byID[id] = append(g.byID[id], e)
				}
			}
		}
	})
	var list []*event
	for _, ids := range [...][]string{taskIDs, nodeIDs} {
		for _, id := range ids {
			list = append(list, g.byID[id]...)
		}
	}
	slices.SortFunc(list, func(a, b *event) int { return cmp.Compare(a.index, b.index) })
	// An event about a task and a node is found by both.
	return slices.Compact(list)
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
