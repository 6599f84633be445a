package feed

import (
	"slices"
	"sync"

	"trainmock/stream/ask"
	"trainmock/stream/model"
)

// maxSelection is the number of events up to which the memory of a selection is used again.
const maxSelection = 1024

// selection is the events of a tick that a filter admits, the derived ones last. It is made for one call, and later
// ones use its memory when that has freed it (BenchmarkFilters).
type selection struct {
	events []*event
	// parts is room for their bytes.
	parts [][]byte
}

var selections = sync.Pool{New: func() any { return new(selection) }}

// free lets later calls use the memory of the lists.
func (s *selection) free() {
	if cap(s.events) > maxSelection {
		return
	}
	clear(s.events[:cap(s.events)])
	clear(s.parts)
	s.events, s.parts = s.events[:0], s.parts[:0]
	selections.Put(s)
}

// about adds the events about what a filter names, of the groups that it may admit, the derived ones last.
func (s *selection) about(b *Batch, f ask.Filter) {
	for _, g := range b.all() {
		if f.WantsAny(g.told.Types) {
			b.end(g)
			s.events = g.appendAbout(s.events, f)
		}
	}
	for i, d := range b.derived(f) {
		e := new(event)
		e.set(d, b.count()+i)
		s.events = append(s.events, e)
	}
}

// derived returns the events of the ids that a filter names and no list held when it was asked for. Their indices
// follow all others.
func (b *Batch) derived(f ask.Filter) []model.Event {
	if !f.Derives {
		return nil
	}
	return b.teller.DerivedEvents(b.after, b.at, f.TaskIDs, f.NodeIDs)
}

// admitted returns the events that a filter admits. The caller frees them.
func (b *Batch) admitted(f ask.Filter) *selection {
	s := selections.Get().(*selection)
	s.about(b, f)
	s.events = slices.DeleteFunc(s.events, func(e *event) bool { return !f.AdmitsType(&e.Event, b.tick) })
	return s
}

// matching returns the events that a filter admits with their JSON. The caller frees them.
func (b *Batch) matching(f ask.Filter) *selection {
	s := b.admitted(f)
	made := b.inParts(s.events, b.encode)
	if f.Derives {
		for i := len(s.events) - 1; i >= 0 && s.events[i].index >= b.count(); i-- {
			made += payloadBytes // Nobody counted the payload of a derived event, which encode gives back.
		}
	}
	b.grow(made)
	return s
}

// encode makes the JSON of events, and returns by how many bytes they grow.
func (b *Batch) encode(list []*event) (made int64) {
	for _, e := range list {
		made += e.encode(b.id(e.index), b.stamp)
	}
	return made
}
