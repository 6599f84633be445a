package stream

import (
	"net/http"
	"sync/atomic"

	"trainmock/stream/refuse"
)

// Seats limits the connections of one hub, or of several together. Any number of goroutines may use them.
type Seats interface {
	// Take takes a seat. Its error is of type *refuse.Refusal.
	Take() error
	// Free gives a seat back.
	Free()
}

// TooMany is the detail of the 503 for a connection that finds no seat.
const TooMany = "Too many subscribers: try again later, or raise --max-subscribers"

// NewSeats returns a number of seats.
func NewSeats(most int) Seats { return &seats{most: int64(most)} }

type seats struct {
	most  int64
	taken atomic.Int64
}

func (s *seats) Take() error {
	if s.taken.Add(1) <= s.most {
		return nil
	}
	s.taken.Add(-1)
	full := refuse.New(http.StatusServiceUnavailable, TooMany)
	full.RetryAfter = jitter(retryLeast)
	return full
}

func (s *seats) Free() { s.taken.Add(-1) }
