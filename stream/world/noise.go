package world

import (
	"math"
	"time"
)

// noise is a smooth random signal at t with mean 0 and standard deviation 1, whose values a period apart are
// independent. It is value noise: random values at whole periods, joined by smoothstep and rescaled so that the
// variance is the same between them as at them.
func noise(k key, t, period time.Duration) float64 {
	bucket, rest := floorDiv(int64(t), int64(period))
	x := float64(rest) / float64(period)
	s := float64(float64(x*x) * (3 - float64(2*x)))
	left, right := k.of(uint64(bucket)).normal(), k.of(uint64(bucket+1)).normal()
	return (float64((1-s)*left) + float64(s*right)) / math.Sqrt(float64(s*s)+float64((1-s)*(1-s)))
}

// sway is noise of two octaves: it wanders over the period and trembles over a fifth of it.
func sway(k key, t, period time.Duration) float64 {
	return float64(0.87*noise(k, t, period)) + float64(0.5*noise(k.of(1), t, period/5))
}

// floorDiv is a/b rounded towards minus infinity, and the rest, which is never negative; b is positive.
func floorDiv(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient, rest = quotient-1, rest+b
	}
	return quotient, rest
}

// round cuts x to so many decimals, which is what goes over the wire.
func round(x float64, decimals int) float64 {
	scale := [...]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}[decimals]
	return math.Round(x*scale) / scale
}

// significant rounds x to four significant digits, for quantities that span decades such as a learning rate.
func significant(x float64) float64 {
	if math.Abs(x) < 1e-15 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// clamp holds x inside [low, high].
func clamp(x, low, high float64) float64 { return math.Min(math.Max(x, low), high) }
