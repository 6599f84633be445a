package world

// Floating point in this package: the compiler may fuse x·y + z into one rounding, and does so on some processors only.
// Products that are added to something are therefore written float64(x*y), which forbids it, so that equal questions are
// answered with equal bytes everywhere.

// key names one random quantity. Keys are made by hashing one word after the other onto the seed, so that any
// number of independent quantities can be drawn in any order, by any goroutine, without a shared generator.
type key uint64

// What a key may be about. The values are part of every golden trace: add at the end, never reorder.
const (
	aboutNode uint64 = iota + 1
	aboutSlot
	aboutTask
	aboutTaskID
	aboutNodeID
	aboutAddress
	aboutIncident
	aboutCause
	aboutDetection
	aboutRepair
	aboutBoundary
	aboutQueue
	aboutPace
	aboutOutcome
	aboutCut
	aboutReason
	aboutLoss
	aboutValidation
	aboutAccuracy
	aboutGradient
	aboutThroughput
	aboutUtilization
	aboutPower
	aboutTemperature
	aboutGPUMemory
	aboutCPU
	aboutMemory
	aboutDisk
	aboutNetwork
	aboutContact
	aboutGPU
	aboutTarget
	aboutCommand
	aboutStraggler
	aboutThrottling
	aboutSpike
	aboutStep
	aboutSize
	aboutDivergence
)

// of derives the key of a part of what k names.
func (k key) of(words ...uint64) key {
	for _, word := range words {
		k = key(mix(uint64(k) ^ mix(word+0x9e3779b97f4a7c15)))
	}
	return k
}

// ofText derives the key of something that has only a name.
func (k key) ofText(text string) key {
	for i := 0; i < len(text); i++ {
		k = k.of(uint64(text[i]))
	}
	return k.of(uint64(len(text)))
}

// unit is uniform in [0, 1), in steps of 2⁻⁵³.
func (k key) unit() float64 { return float64(uint64(k)>>11) / (1 << 53) }

// between is uniform in [low, high).
func (k key) between(low, high float64) float64 { return low + float64(k.unit()*(high-low)) }

// below is uniform over the whole numbers in [0, n); n is at least 1.
func (k key) below(n int) int { return int(k.unit() * float64(n)) }

// normal has mean 0 and standard deviation 1. It is the sum of four uniforms, so it never leaves ±3.47 and needs
// no logarithm: the same bits on every processor.
func (k key) normal() float64 {
	h := uint64(k)
	sum := int64(h&0xffff) + int64(h>>16&0xffff) + int64(h>>32&0xffff) + int64(h>>48)
	const mean = 2 * 0xffff
	const deviation = 37837.22 // √(4 · (2¹⁶)² / 12)
	return float64(sum-mean) / deviation
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014; constants by David Stafford, variant 13).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
