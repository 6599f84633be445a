package stream

import "sync/atomic"

// Seats limits the connections of one hub, or of several together. Any number of goroutines may use them.
type Seats interface {
	// Take takes a seat, and reports whether one was free.
	Take() bool
	// Free gives a seat back.
	Free()
}

// NewSeats returns a number of seats.
func NewSeats(most int) Seats { return &seats{most: int64(most)} }

type seats struct {
	most  int64
	taken atomic.Int64
}

func (s *seats) Take() bool {
	if s.taken.Add(1) <= s.most {
		return true
	}
	s.taken.Add(-1)
	return false
}

func (s *seats) Free() { s.taken.Add(-1) }
