package ask

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

const (
	// MaxLimit is the largest number of events after which a stream can end itself.
	MaxLimit = 1_000_000
	// minFor and maxFor bound the time after which it can.
	minFor, maxFor = time.Millisecond, 24 * time.Hour
)

// parseEnd reads when the stream is to end itself. Errors are of type *refuse.Refusal.
func (s *Subscription) parseEnd(query url.Values) error {
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > MaxLimit {
			return refuse.Invalid("limit", "number.range", fmt.Sprintf(
				"%s is not a number of events from 1 to %d: use, for example, limit=20", model.Quote(text), MaxLimit))
		}
		s.Limit = n
	}
	text := query.Get("for")
	if text == "" {
		return nil
	}
	d, err := model.ParseDuration(text)
	if err != nil {
		return refuse.Invalid("for", "duration", err.Error())
	}
	if d < minFor || d > maxFor {
		return refuse.Invalid("for", "number.range", fmt.Sprintf("%s is not from %s to %s: use, for example, for=5s",
			model.Quote(text), minFor, maxFor))
	}
	s.For = d
	return nil
}
