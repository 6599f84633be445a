package program

import (
	"runtime"
	"testing"
	"time"
)

// AwaitGoroutines waits until the process of the test has no more goroutines than most.
func (e Endpoint) AwaitGoroutines(tb testing.TB, most int) {
	tb.Helper()
	begun := time.Now()
	for range time.Tick(10 * time.Millisecond) {
		e.Client.CloseIdleConnections()
		switch {
		case runtime.NumGoroutine() <= most:
			return
		case time.Since(begun) > Timeout:
			tb.Fatalf("%d goroutines, want at most the %d from before", runtime.NumGoroutine(), most)
		}
	}
}
