package world

import (
	"math"
	"time"
)

// maxLookBack limits how many stages of a task, and how many segments of a stage, are looked at for what is left of
// their effect. More are recent only if commands come every few milliseconds.
const maxLookBack = 64

// decay returns the share of a level that is left after some time.
func decay(since, lag time.Duration) float64 { return math.Exp(-float64(since) / float64(lag)) }
