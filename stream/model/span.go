package model

import "time"

// Span is a sequence of instants: From, From + Step and so on, up to and including To. All three are cut to
// microseconds. Both ends are within Reach of the start.
type Span struct {
	From, To time.Time
	// Step is the time from one point to the next. Less than a microsecond counts as one.
	Step time.Duration
	// Pause is called now and then while the points are computed, so that long work gives way to other. Defaults to
	// nothing.
	Pause func()
}

// Points returns the number of instants, 0 if To is before From.
func (s Span) Points() int {
	s = s.Cut()
	if s.To.Before(s.From) {
		return 0
	}
	return 1 + int(s.To.Sub(s.From)/s.Step)
}

// Cut returns the span in whole microseconds.
func (s Span) Cut() Span {
	return Span{
		From: s.From.UTC().Truncate(time.Microsecond), To: s.To.UTC().Truncate(time.Microsecond),
		Step: max(s.Step, time.Microsecond).Truncate(time.Microsecond), Pause: s.Pause,
	}
}
