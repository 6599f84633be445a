package feed

import (
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

	// index sets byTask and byNode, the places in events of those about a task or a node, for filters that name some.
	index          sync.Once
	byTask, byNode map[string][]int
}

// candidates yields the events about what a filter names, in their order, and all of them if it names nothing. The
// group must be computed.
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
	g.index.Do(g.makeIndex)
	found := make(places, (len(g.events)+wordBits-1)/wordBits)
	for _, id := range taskIDs {
		found.add(g.byTask[id])
	}
	for _, id := range nodeIDs {
		found.add(g.byNode[id])
	}
	list := make([]*event, 0, found.count())
	for place := range found.all() {
		list = append(list, &g.events[place])
	}
	return list
}

// makeIndex sets byTask and byNode.
func (g *group) makeIndex() {
	g.byTask, g.byNode = map[string][]int{}, map[string][]int{}
	for i := range g.events {
		if e := &g.events[i]; e.TaskID != "" {
			g.byTask[e.TaskID] = append(g.byTask[e.TaskID], i)
		}
		if e := &g.events[i]; e.NodeID != "" {
			g.byNode[e.NodeID] = append(g.byNode[e.NodeID], i)
		}
	}
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
