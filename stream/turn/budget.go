package turn

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"trainmock/stream/refuse"
)

const (
	// allBytes limits the bytes of all work that waits for its turn, runs or is sent to a client.
	allBytes = 256 << 20
	// patience is how long work waits for bytes before it is refused. A client that is refused at once asks again at
	// once: some do so thousands of times a second.
	patience = 5 * time.Second
	// small is the number of bytes up to which work does not wait behind larger work: scrapes and overviews take less.
	small = 1 << 20
	// mostWaiting limits how many wait for bytes.
	mostWaiting = 256
	// retryLeast is the shortest time after which a client is told to try again.
	retryLeast = time.Second
)

// budget is the bytes that expensive work has together. Any number of goroutines may use it.
type budget struct {
	// bytes has no waiters of its own, so that work in the middle of its turn can take more before those who wait.
	bytes *semaphore.Weighted
	// waiting counts those who wait, and first is held by the one who came first.
	waiting, first *semaphore.Weighted
	// returned holds a token if bytes were given back.
	returned chan struct{}
}

func newBudget() *budget {
	return &budget{
		bytes: semaphore.NewWeighted(allBytes), waiting: semaphore.NewWeighted(mostWaiting), first: semaphore.NewWeighted(1),
		returned: make(chan struct{}, 1),
	}
}

// take takes bytes without waiting. It fails with a 503 of type *refuse.Refusal.
func (b *budget) take(bytes int64) error {
	if !b.bytes.TryAcquire(bytes) {
		return busy()
	}
	return nil
}

// await takes bytes behind those who wait already; a small number of them at once, where there is room. It fails with a
// 503 of type *refuse.Refusal after patience or if too many wait, and with the error of ctx.
func (b *budget) await(ctx context.Context, bytes int64) error {
	if bytes <= small && b.bytes.TryAcquire(bytes) {
		return nil
	}
	if !b.waiting.TryAcquire(1) {
		return busy()
	}
	defer b.waiting.Release(1)
	patient, stop := context.WithTimeout(ctx, patience)
	defer stop()
	err := b.first.Acquire(patient, 1)
	if err == nil {
		defer b.first.Release(1)
		for err == nil && !b.bytes.TryAcquire(bytes) {
			select {
			case <-b.returned:
			case <-patient.Done():
				err = patient.Err()
			}
		}
	}
	if err != nil && ctx.Err() == nil {
		return busy()
	}
	return err
}

// giveBack gives bytes back.
func (b *budget) giveBack(bytes int64) {
	b.bytes.Release(bytes)
	select {
	case b.returned <- struct{}{}:
	default: // The first of those who wait is about to look anyway.
	}
}

func busy() error {
	r := refuse.New(http.StatusServiceUnavailable,
		"Too many large answers are being made: try again later, or ask for less at a time")
	r.RetryAfter = retryLeast + rand.N(retryLeast)
	return r
}
