package feed

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot returns the time since the machine's start, sleep included.
func sinceBoot() (since time.Duration, ok bool) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t)
	return time.Duration(t.Nano()), err == nil
}
