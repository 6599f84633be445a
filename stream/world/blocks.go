package world

import (
	"iter"
	"sort"
)

// blockLength is how many items of a list are copied together.
const blockLength = 64

// blocks is a list whose versions share what they have in common, but for one block each. Its zero value is empty. A
// version that others may see is changed by cut, which makes another.
type blocks[T any] struct {
	// full hold blockLength items each, last holds the others.
	full [][]T
	last []T
}

// len returns how many items there are; none in a nil list.
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

// cut returns a version with the first n items, to which add may add.
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

// add adds an item to a version that nobody else sees.
func (b *blocks[T]) add(item T) {
	b.last = append(b.last, item)
	if len(b.last) == blockLength {
		b.full, b.last = append(b.full, b.last), nil
	}
}

// replaced returns a version with item in place of those from the i-th on and before the j-th. Those behind are copies
// that nobody else sees.
func (b *blocks[T]) replaced(i, j int, item T) blocks[T] {
	next := b.cut(i)
	next.add(item)
	for _, later := range b.from(j) {
		next.add(*later)
	}
	return next
}

// search returns the place of the first item for which holds is true, as sort.Search does.
func (b *blocks[T]) search(holds func(*T) bool) int {
	return sort.Search(b.len(), func(i int) bool { return holds(b.at(i)) })
}

// from yields the items from the i-th on, with their places.
func (b *blocks[T]) from(i int) iter.Seq2[int, *T] {
	return func(yield func(int, *T) bool) {
		for ; i < b.len(); i++ {
			if !yield(i, b.at(i)) {
				return
			}
		}
	}
}
