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

// TestSleepIsAskedSeldom checks that the system is asked at most once in sleepCheck.
func TestSleepIsAskedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, questions := time.Now(), 0
		slept := newSleep(func() (time.Duration, bool) {
			questions++
			return time.Since(begun), true
		})
		for range 100 {
			slept()
			<-time.After(sleepCheck / 10)
		}
		if want := 1 + 10; questions != want {
			t.Errorf("got %d questions in %v, want %d", questions, 10*sleepCheck, want)
		}
	})
}

// BenchmarkSleep compares the time of a sleep's length with that of a question to the system.
func BenchmarkSleep(b *testing.B) {
	slept := NewSleep()
	b.Run("slept", func(b *testing.B) {
		for b.Loop() {
			slept()
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			sinceBoot()
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
	for range 1000 {
		slept := NewSleep() // Each asks the system.
		if got := slept(); got < 0 || got > time.Second {
			t.Fatalf("got %v, want next to nothing", got)
		}
	}
}
