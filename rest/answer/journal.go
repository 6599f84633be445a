package answer

import (
	"errors"
	"net/http"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/refuse"
)

// awayRetry is when a client should try again to change a world whose journal cannot be reached.
const awayRetry = 2 * time.Second

// JournalRefusal returns an error of a journal as one of type *refuse.Refusal, and nil if it is none.
func JournalRefusal(err error) error {
	for _, one := range []struct {
		err    error
		status int
	}{
		{journal.ErrFull, http.StatusTooManyRequests},
		{journal.ErrSharedFull, http.StatusTooManyRequests},
		{journal.ErrShared, http.StatusConflict},
		{journal.ErrTooLarge, http.StatusRequestEntityTooLarge},
		{journal.ErrAway, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, one.err) {
			refusal := refuse.New(one.status, err.Error())
			if one.err == journal.ErrAway {
				refusal.RetryAfter = awayRetry
			}
			return refusal
		}
	}
	return nil
}
