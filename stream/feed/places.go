package feed

import (
	"iter"
	"math/bits"
)

// wordBits is the number of bits in a word of places.
const wordBits = 64

// places is a set of places in a list, one bit for each. It has them in order, and each once, without sorting: with a
// filter for each of a thousand subscribers, sorting was a third of the work.
type places []uint64

// add adds some places.
func (p places) add(list []int) {
	for _, place := range list {
		p[place/wordBits] |= 1 << (place % wordBits)
	}
}

// count returns the number of places in the set.
func (p places) count() int {
	count := 0
	for _, word := range p {
		count += bits.OnesCount64(word)
	}
	return count
}

// all yields the places in order.
func (p places) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, word := range p {
			for ; word != 0; word &= word - 1 {
				if !yield(i*wordBits + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}
