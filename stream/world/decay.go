package world

import (
	"math"
	"time"
)

// decay returns the share of a level that is left after some time.
func decay(since, lag time.Duration) float64 { return math.Exp(-float64(since) / float64(lag)) }
