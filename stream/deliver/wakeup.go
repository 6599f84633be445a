package deliver

import (
	"sync"
	"time"
)

const (
	// aside is how long before a wake-up work stands aside, and late how long after it at most, should it be late. A
	// piece of work of a millisecond, and the client that reads its result, are then done with the processors.
	aside, late = 5 * time.Millisecond, 5 * time.Millisecond
	// asideShare is the part of the time up to a wake-up in which work stands aside at most.
	asideShare = 4
)

// wakeup is the next instant at which lanes are expected to be woken. Where several groups expect one, it is the
// earliest, and after it the one that is told first.
type wakeup struct {
	mu sync.Mutex
	// at is the instant, and from the one from which work stands aside.
	from, at time.Time
	// over is closed when the wake-up has come. It is nil if nobody waits for it.
	over chan struct{}
}

// expect sets the instant, unless an earlier one is yet to come. The wake-up before it has come.
func (w *wakeup) expect(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.at.After(now) && w.at.Before(at) {
		return
	}
	w.at, w.from = at, at.Add(-min(aside, at.Sub(now)/asideShare))
	if w.over != nil {
		close(w.over)
		w.over = nil
	}
}

// await returns when no wake-up is near.
func (w *wakeup) await() {
	over, wait := w.near()
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
	}
}

// near returns a channel that is closed when the wake-up has come and the time to wait for it at most, which is not
// positive if it is not near.
func (w *wakeup) near() (over <-chan struct{}, wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if now.Before(w.from) {
		return nil, 0
	}
	if w.over == nil {
		w.over = make(chan struct{})
	}
	return w.over, w.at.Add(late).Sub(now)
}
