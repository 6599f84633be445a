//go:build !linux && !darwin

package feed

import "time"

// sinceBoot reports that the time is unknown.
func sinceBoot() (since time.Duration, ok bool) { return 0, false }
