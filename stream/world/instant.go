package world

import "time"

// never is an instant after all that can be asked for, always one before.
const (
	never  = time.Duration(1<<63 - 1)
	always = -never
)

// later returns t + d, or never if that would be later.
func later(t, d time.Duration) time.Duration {
	if t > never-d {
		return never
	}
	return t + d
}
