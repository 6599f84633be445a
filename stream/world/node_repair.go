package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
)

// Repairs are log-normal. On the logarithmic scale from the shortest (0) to the longest (1), softRepair is the median
// of those that a restart mends, hardRepair that of those that need new parts, and repairSpread the standard deviation.
const (
	softRepair, hardRepair = 0.25, 0.75
	repairSpread           = 1.0 / 7
)

// repair draws the time from the last contact of a node to its return. octaves is log₂ of the longest time over the
// shortest.
func repair(k chance.Key, soft bool, shortest, longest time.Duration, octaves float64) time.Duration {
	at := hardRepair
	if soft {
		at = softRepair
	}
	x := clamp(at+float64(repairSpread*k.Normal()), 0, 1) * octaves
	d := time.Duration(float64(shortest) * powerOfTwo(x)).Truncate(time.Millisecond)
	return min(max(d, shortest), longest)
}

// powerOfTwo returns 2^x for x ≥ 0, with an error of 0.3 % at most. A parabola joins the whole powers, so that it has
// the same bits on every processor.
func powerOfTwo(x float64) float64 {
	whole := math.Floor(x)
	f := x - whole
	return math.Ldexp(1+float64(f*(0.6565+float64(0.3435*f))), int(whole))
}
