package feed

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot returns the time since the machine's start, sleep included. Unlike CLOCK_MONOTONIC, this clock is not
// adjusted, like the one that Go reads.
func sinceBoot() (since time.Duration, ok bool) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &t)
	return time.Duration(t.Nano()), err == nil
}
