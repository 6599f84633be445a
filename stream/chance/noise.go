package chance

import (
	"math"
	"time"
)

// Noise returns the value at t of a smooth random signal with mean 0 and standard deviation 1. Its values a period
// apart are independent. It is value noise: random values at whole periods, joined by smoothstep and rescaled so that
// the variance is the same everywhere.
func Noise(k Key, t, period time.Duration) float64 {
	bucket, into := Window(t, period)
	x := float64(into) / float64(period)
	s := float64(float64(x*x) * (3 - float64(2*x)))
	left, right := k.Of(uint64(bucket)).Normal(), k.Of(uint64(bucket+1)).Normal()
	return (float64((1-s)*left) + float64(s*right)) / math.Sqrt(float64(s*s)+float64((1-s)*(1-s)))
}

// Sway returns noise of two octaves: one over the period and a weaker one over a fifth of it.
func Sway(k Key, t, period time.Duration) float64 {
	return float64(0.87*Noise(k, t, period)) + float64(0.5*Noise(k.Of(1), t, period/5))
}

// Window returns the number of the window of time that contains t, and the time of t since its beginning. Windows of
// one length, which is positive, follow each other without a gap. Window 0 begins at 0.
func Window(t, length time.Duration) (number int64, into time.Duration) {
	number, into = int64(t/length), t%length
	if into < 0 {
		number, into = number-1, into+length
	}
	return number, into
}
