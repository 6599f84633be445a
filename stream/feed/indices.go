package feed

import (
	"slices"

	"trainmock/stream/model"
)

// Indices returns the indices within a published tick, in order, of the events of wanted types. Those of derived ids
// are not among them.
func (f *Feed) Indices(tick int64, wanted func(*model.EventType) bool) []int {
	b, _ := f.Batch(tick)
	return b.indices(wanted)
}

// indices returns the indices of the events of wanted types.
func (b *Batch) indices(wanted func(*model.EventType) bool) []int {
	var list []int
	for _, g := range b.all() {
		if !slices.ContainsFunc(g.told.Types, wanted) {
			continue
		}
		b.end(g)
		for i := range g.events {
			if wanted(g.events[i].EventType) {
				list = append(list, g.events[i].index)
			}
		}
	}
	return list
}
