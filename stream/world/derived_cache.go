package world

import (
	"sync/atomic"

	"trainmock/stream/chance"
)

// derivations caches what was last derived from ids. Who asks about an id usually asks again. Whatever is evicted is
// derived again, with the same result. A world that a command is changing has none.
type derivations struct {
	plans lately[plan]
	nodes lately[node]
}

// lately caches values by id: one for each of a few hashes, the last that was asked for. A derived task with its nodes
// takes some 5 KB.
type lately[T any] [32]atomic.Pointer[derivation[T]]

// derivation is a value that is derived from an id.
type derivation[T any] struct {
	id    string
	value *T
}

// get returns the value of an id. It calls make unless it is in the cache.
func (l *lately[T]) get(id string, make func() *T) *T {
	entry := &l[chance.Key(0).OfText(id).Below(len(l))]
	if known := entry.Load(); known != nil && known.id == id {
		return known.value
	}
	d := &derivation[T]{id, make()}
	entry.Store(d)
	return d.value
}
