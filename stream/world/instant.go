package world

import "time"

// never is an instant that no question reaches, always one before all others.
const (
	never  = time.Duration(1<<63 - 1)
	always = -never
)

// later returns t + d; never stays never.
func later(t, d time.Duration) time.Duration {
	if t > never-d {
		return never
	}
	return t + d
}
