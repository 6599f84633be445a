package world

import "math"

// roundTo rounds x to a number of decimals, at most 8. Every number on the wire is rounded.
func roundTo(x float64, decimals int) float64 {
	scale := [...]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}[decimals]
	return math.Round(x*scale) / scale
}

// significant rounds x to four significant digits, for quantities such as a learning rate that span decades.
func significant(x float64) float64 {
	if math.Abs(x) < 1e-15 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// clamp returns the number in [low, high] that is nearest to x.
func clamp(x, low, high float64) float64 { return min(max(x, low), high) }
