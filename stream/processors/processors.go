// Package processors owns how many goroutines run at a time, and how many of them may compute.
package processors

import (
	"os"
	"runtime"
	"sync/atomic"
)

// spread is by how much more goroutines may run than there are processors, once Spread was called.
const spread = 2

// spreading is set by Spread.
var spreading atomic.Bool

// Spread lets twice as many goroutines run as there are processors. Else a goroutine whose timer fires waits until one
// of those that compute, or that collect garbage, is interrupted, and Go interrupts them only every 10 ms. The system
// gives it a processor at once (BenchmarkAttacks: p99 of ticks beside commands 11 ms before, 7 ms after).
//
// Spread does nothing where the variable GOMAXPROCS is set, or where Go runs fewer goroutines than there are
// processors, because the program may use only a part of their time: there the system would hold up the whole program
// after that part is used up. A server calls it when it begins to serve, and not before: each of these goroutines
// touches memory of its own, which makes a start slower (BenchmarkStart). Further calls do nothing.
func Spread() {
	n := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") == "" && n == runtime.NumCPU() && !spreading.Swap(true) {
		runtime.GOMAXPROCS(spread * n)
	}
}

// Count returns the number of processors that the program may use, which is at least one.
func Count() int {
	n := runtime.GOMAXPROCS(0)
	if spreading.Load() {
		n /= spread
	}
	return max(1, n)
}
