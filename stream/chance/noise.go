package chance

import (
	"math"
	"time"
)

// Noise returns the value at t of a smooth random signal with mean 0 and standard deviation 1. Its values a period
// apart are independent. It is value noise: random values a period apart, joined by smoothstep and rescaled so that the
// variance is the same everywhere. Each key has a phase of its own, so that signals do not move together.
func Noise(k Key, t, period time.Duration) float64 {
	bucket, into := Window(t+k.phase(period), period)
	x := float64(into) / float64(period)
	s := float64(float64(x*x) * (3 - float64(2*x)))
	left, right := k.Of(uint64(bucket)).Normal(), k.Of(uint64(bucket+1)).Normal()
	return (float64((1-s)*left) + float64(s*right)) / math.Sqrt(float64(s*s)+float64((1-s)*(1-s)))
}

// White returns the value at t of a random signal with mean 0 and standard deviation 1. A value holds for a period, and
// has nothing to do with the one before. Each key has a phase of its own.
func White(k Key, t, period time.Duration) float64 {
	window, _ := k.During(t, period)
	return window.Normal()
}

// During returns the key for the window of time that contains t, and the time of t since its beginning. The windows of
// a key have one length and a phase of their own.
func (k Key) During(t, length time.Duration) (window Key, into time.Duration) {
	number, into := Window(t+k.phase(length), length)
	return k.Of(uint64(number)), into
}

// phase returns a time in [0, period).
func (k Key) phase(period time.Duration) time.Duration {
	return time.Duration(k.Unit() * float64(period))
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
