package world

import (
	"time"

	"trainmock/stream/chance"
)

const (
	// estimateError is the standard deviation of the error of the remaining time at the start of a task, relative to that
	// time. It shrinks with the work that is left.
	estimateError = 0.1
	// estimateTurns is how often the error changes within a task, about.
	estimateTurns = 6
)

// estimated returns the remaining time as the task itself estimates it.
func (m moment) estimated() time.Duration {
	left := 1 - float64(m.position)/float64(m.length())
	turn := max(time.Second, m.length()/estimateTurns)
	off := estimateError * m.physics.estimate * left * chance.Noise(m.key.Of(aboutEstimate), m.position, turn)
	return scale(m.remaining(), 1+float64(off))
}
