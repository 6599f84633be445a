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

// newPlaces returns an empty set of places in a list of some length.
func newPlaces(length int) places { return make(places, (length+wordBits-1)/wordBits) }

// add adds a place.
func (p places) add(place int) { p[place/wordBits] |= 1 << (place % wordBits) }

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
