// Package chance owns random numbers and noise as functions of a key, so that equal keys give equal bits on every
// machine.
package chance

import "time"

// On some processors the compiler fuses x·y + z into one operation with one rounding. In this package, and in those
// that build on it, a product that is added to something is therefore written float64(x*y), which forbids fusing.

// Key names one random quantity. A key is made by hashing words onto the seed, one after the other. So any number of
// independent quantities can be drawn in any order, by any goroutine, without a shared generator.
type Key uint64

// Seed returns the root of all keys of a seed.
func Seed(seed uint64) Key { return Key(0).Of(seed) }

// Of returns the key for a part of the quantity, named by words.
func (k Key) Of(words ...uint64) Key {
	for _, word := range words {
		k = Key(mix(uint64(k) ^ mix(word+0x9e3779b97f4a7c15)))
	}
	return k
}

// OfText returns the key for a part that is named by a text.
func (k Key) OfText(text string) Key {
	for i := 0; i < len(text); i++ {
		k = k.Of(uint64(text[i]))
	}
	return k.Of(uint64(len(text)))
}

// Unit returns a number that is uniform in [0, 1), in steps of 2⁻⁵³.
func (k Key) Unit() float64 { return float64(uint64(k)>>11) / (1 << 53) }

// Between returns a number that is uniform in [low, high).
func (k Key) Between(low, high float64) float64 { return low + float64(k.Unit()*(high-low)) }

// Below returns a whole number that is uniform in [0, n); n is at least 1.
func (k Key) Below(n int) int { return int(k.Unit() * float64(n)) }

// Normal returns a number with mean 0 and standard deviation 1. It is the sum of four uniforms, so it never leaves
// ±3.47 and needs no logarithm: the same bits on every processor.
func (k Key) Normal() float64 {
	h := uint64(k)
	sum := int64(h&0xffff) + int64(h>>16&0xffff) + int64(h>>32&0xffff) + int64(h>>48)
	const mean = 2 * 0xffff
	const deviation = 37837.22 // √(4 · (2¹⁶)² / 12)
	return float64(sum-mean) / deviation
}

// Spread returns a duration that is uniform in [low, high), in whole microseconds.
func Spread(k Key, low, high time.Duration) time.Duration {
	return (low + time.Duration(k.Unit()*float64(high-low))).Truncate(time.Microsecond)
}

// mix finalises a hash as SplitMix64 does (Steele, Lea, Flood 2014; constants by David Stafford, variant 13).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
