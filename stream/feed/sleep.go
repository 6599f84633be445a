package feed

import (
	"sync"
	"time"
)

// sleepCheck is the least time, by the monotonic clock, between two questions to the system. Each is a system call, and
// every answer and every tick needs to know (BenchmarkSleep). For up to a millisecond after a sleep the result may be
// that of before.
const sleepCheck = time.Millisecond

// NewSleep returns a function that returns how long the machine has slept since the call of NewSleep. On Linux and
// macOS Go's monotonic clock stands still while the machine sleeps. On Windows it goes on, and on other systems sleep
// cannot be told; there the function returns 0. Any number of goroutines may call it.
func NewSleep() func() time.Duration { return newSleep(sinceBoot) }

// newSleep returns what NewSleep returns, by a source of the time since the machine's start, sleep included. ok is
// false if the system does not tell it.
func newSleep(sinceBoot func() (since time.Duration, ok bool)) func() time.Duration {
	begun := time.Now()
	atFirst, ok := sinceBoot()
	if !ok {
		return func() time.Duration { return 0 }
	}
	var mu sync.Mutex
	longest, asked := time.Duration(0), -sleepCheck
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(begun)-asked < sleepCheck {
			return longest
		}
		// The monotonic clock is read last, so that an interruption between the two readings makes the difference too
		// short, never too long. The longest one is the best.
		boot, _ := sinceBoot()
		asked = time.Since(begun)
		longest = max(longest, boot-atFirst-asked)
		return longest
	}
}
