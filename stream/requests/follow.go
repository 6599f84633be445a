package requests

import (
	"net/http"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

const (
	// maxFollowers limits the readers of a log's stream at a time.
	maxFollowers = 32
	// waiting is how many entries may wait for a follower. One that reads more slowly is dropped.
	waiting = 256
	// retryAfter is when a refused follower may try again.
	retryAfter = 5 * time.Second
)

// Follower gets each entry when it is added, and one that goes on again when it is answered and when it ends.
type Follower struct {
	log *Log
	// Entries is closed when the follower is too slow, or the log is closed.
	Entries <-chan model.Request
	entries chan model.Request
}

// TooMany is the detail of the 503 for a follower that finds no place.
const TooMany = "Too many follow the requests, or the world is ending: end another, or poll GET /mock/requests"

// Follow returns the newest entries, at most limit of them, and a follower for all later ones, until Leave. If there
// are too many, it fails with a 503 of type *refuse.Refusal.
func (l *Log) Follow(limit int) ([]model.Request, *Follower, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.followers) >= maxFollowers {
		full := refuse.New(http.StatusServiceUnavailable, TooMany)
		full.RetryAfter = retryAfter
		return nil, nil, full
	}
	entries := make(chan model.Request, waiting)
	f := &Follower{log: l, Entries: entries, entries: entries}
	l.followers = append(l.followers, f)
	return l.last(limit), f, nil
}

// Leave ends a follower.
func (f *Follower) Leave() {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	f.log.followers = drop(f.log.followers, f)
}

// tell passes an entry to the followers, and drops those that are too slow. The caller holds the lock.
func (l *Log) tell(e *entry) {
	if len(l.followers) == 0 {
		return
	}
	d := e.describe()
	kept := l.followers[:0]
	for _, f := range l.followers {
		select {
		case f.entries <- d:
			kept = append(kept, f)
		default:
			close(f.entries)
		}
	}
	clear(l.followers[len(kept):])
	l.followers = kept
}

// Close ends all followers. Entries can still be added.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, f := range l.followers {
		close(f.entries)
	}
	l.followers = nil
}
