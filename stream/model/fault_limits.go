package model

import "time"

const (
	// MaxFaults is the number of faults that a world can have at a time.
	MaxFaults = 64
	// MaxScope is the number of entries of each list of a scope, and maxFaultName that of bytes of a name or entry.
	MaxScope     = 64
	maxFaultName = 64
	// MaxFaultDelay is the longest wall time for which a fault holds something up.
	MaxFaultDelay = 10 * time.Minute
	// FaultBytes is about how many bytes a world keeps of a fault with its counts, without the texts in it.
	FaultBytes = 4 << 10
)

// nameLetters are those of names that fit into a path and a header.
const nameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
