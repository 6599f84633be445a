package fault

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Delay draws the wall time of a latency, from 0 to model.MaxFaultDelay.
func Delay(k model.Latency, key chance.Key) time.Duration {
	mean, spread := float64(k.Delay), float64(k.Jitter)
	delay := mean + key.Between(-spread, spread)
	if k.Distribution == model.Lognormal && mean > 0 {
		// The mean and the deviation of exp(m + s·Z) are those wanted (Johnson, Kotz, Balakrishnan: Continuous Univariate
		// Distributions, chapter 14).
		variance := math.Log1p(spread * spread / (mean * mean))
		delay = math.Exp(math.Log(mean) - variance/2 + math.Sqrt(variance)*key.Normal())
	}
	return time.Duration(min(max(delay, 0), float64(model.MaxFaultDelay)))
}
