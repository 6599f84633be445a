package world

import (
	"iter"
	"sort"
)

// blockLength is the number of items in a block. A change copies at most one block of a list and the slice of the
// blocks.
const blockLength = 64

// blocks is a list in blocks of equal length. Two versions of a list share all blocks before their first difference.
// The zero value is an empty list. Only a version that no other goroutine can see may be changed; cut makes one.
type blocks[T any] struct {
	// full holds the complete blocks and last the remaining items, always fewer than a block.
	full [][]T
	last []T
}

// len returns the number of items. A nil list has none.
func (b *blocks[T]) len() int {
	if b == nil {
		return 0
	}
	return len(b.full)*blockLength + len(b.last)
}

// at returns the i-th item.
func (b *blocks[T]) at(i int) *T {
	if block := i / blockLength; block < len(b.full) {
		return &b.full[block][i%blockLength]
	}
	return &b.last[i%blockLength]
}

// cut returns a version with the first n items. Items may be added to it.
func (b *blocks[T]) cut(n int) blocks[T] {
	if n == 0 {
		return blocks[T]{}
	}
	kept := n / blockLength
	last := b.last
	if kept < len(b.full) {
		last = b.full[kept]
	}
	last = last[:n%blockLength]
	// Most changes add a few items.
	return blocks[T]{full: b.full[:kept:kept], last: append(make([]T, 0, len(last)+4), last...)}
}

// add appends an item. No other goroutine may see this version.
func (b *blocks[T]) add(item T) {
	b.last = append(b.last, item)
	if len(b.last) == blockLength {
		b.full, b.last = append(b.full, b.last), nil
	}
}

// replaced returns a version with one item in place of the items from i up to, but not including, j. The later items
// are copied, so they may be changed in place.
func (b *blocks[T]) replaced(i, j int, item T) blocks[T] {
	next := b.cut(i)
	next.add(item)
	for _, later := range b.from(j) {
		next.add(*later)
	}
	return next
}

// search returns the index of the first item for which holds returns true, as sort.Search does.
func (b *blocks[T]) search(holds func(*T) bool) int {
	return sort.Search(b.len(), func(i int) bool { return holds(b.at(i)) })
}

// from yields the items from index i on, with their indices.
func (b *blocks[T]) from(i int) iter.Seq2[int, *T] {
	return func(yield func(int, *T) bool) {
		for ; i < b.len(); i++ {
			if !yield(i, b.at(i)) {
				return
			}
		}
	}
}
