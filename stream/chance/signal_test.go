package chance

import (
	"math"
	"testing"
	"time"
)

// TestPermute checks that Permute is a bijection and Unpermute its inverse.
func TestPermute(t *testing.T) {
	seen := map[uint32]bool{}
	for _, k := range []Key{0, 1, 0xdeadbeef} {
		clear(seen)
		for x := range uint32(20_000) {
			x *= 214_748 // spread over all 32 bits
			y := Permute(k, x)
			if seen[y] || Unpermute(k, y) != x {
				t.Fatalf("key %d: %d becomes %d, and back %d", k, x, y, Unpermute(k, y))
			}
			seen[y] = true
		}
	}
}

// TestSignals checks that the signals have mean 0 and standard deviation 1, also between the points that value noise
// joins.
func TestSignals(t *testing.T) {
	for name, draw := range map[string]func(i int) float64{
		"normal": func(i int) float64 { return Key(1).Of(uint64(i)).Normal() },
		"white":  func(i int) float64 { return White(1, time.Duration(i)*17*time.Second/10, time.Second) },
		"noise":  func(i int) float64 { return Noise(1, time.Duration(i)*17*time.Second/10, time.Second) },
		"sway":   func(i int) float64 { return Sway(1, time.Duration(i)*17*time.Second/10, time.Second) },
	} {
		sum, squares := 0.0, 0.0
		const n = 50_000
		for i := range n {
			x := draw(i - n/2)
			sum, squares = sum+x, squares+x*x
		}
		if mean, deviation := sum/n, math.Sqrt(squares/n); math.Abs(mean) > 0.02 || math.Abs(deviation-1) > 0.02 {
			t.Errorf("%s: mean %.3f, standard deviation %.3f", name, mean, deviation)
		}
	}
}

// TestPhases checks that signals of other keys change at other instants: a tenth of a period has about a tenth of the
// changes, wherever it lies.
func TestPhases(t *testing.T) {
	const keys, parts = 5000, 10
	for part := range parts {
		from, to := time.Duration(part)*100*time.Millisecond, time.Duration(part+1)*100*time.Millisecond
		changes := 0
		for k := range Key(keys) {
			if k := k.Of(1); White(k, from, time.Second) != White(k, to, time.Second) {
				changes++
			}
		}
		if changes < keys/parts*8/10 || changes > keys/parts*12/10 {
			t.Errorf("%d of %d signals change from %s to %s, want a tenth", changes, keys, from, to)
		}
	}
}
