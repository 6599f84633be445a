package feed

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestSleep checks that sleep is the time that the monotonic clock misses, and that an interruption between the
// readings of the two clocks is none.
func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, sleep, interruption := time.Now(), time.Duration(0), time.Duration(0)
		slept := newSleep(func() (time.Duration, bool) {
			since := time.Since(begun) + sleep + time.Hour
			<-time.After(interruption)
			return since, true
		})
		for _, tc := range []struct{ sleep, interruption, want time.Duration }{
			{0, 0, 0},
			{0, time.Minute, 0},
			{time.Hour, time.Minute, 59 * time.Minute},
			{time.Hour, 0, time.Hour},
			{time.Hour, time.Minute, time.Hour},
			{3 * time.Hour, 0, 3 * time.Hour},
		} {
			<-time.After(time.Second)
			sleep, interruption = tc.sleep, tc.interruption
			if got := slept(); got != tc.want {
				t.Errorf("after %v, interrupted for %v: got %v, want %v", tc.sleep, tc.interruption, got, tc.want)
			}
		}
	})
}

// TestSleepUnknown checks that a system that does not tell sleep has none.
func TestSleepUnknown(t *testing.T) {
	if got := newSleep(func() (time.Duration, bool) { return time.Hour, false })(); got != 0 {
		t.Errorf("got %v, want 0", got)
	}
}

// TestAwake checks that this machine, which does not sleep during a test, says so.
func TestAwake(t *testing.T) {
	slept := NewSleep()
	for range 1000 {
		if got := slept(); got < 0 || got > time.Second {
			t.Fatalf("got %v, want next to nothing", got)
		}
	}
}
