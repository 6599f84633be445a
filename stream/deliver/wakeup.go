package deliver

import (
	"sync"
	"time"
)

const (
	// waitBefore is how long before a wake-up work waits for it: a piece of work of a millisecond, and the client that
	// reads its result, are then done with the processors. waitAfter is how long after it work waits at most. Where
	// other programs compute, a wake-up may be several times 4 ms late, the time between two ticks of Linux at 250 Hz.
	waitBefore, waitAfter = 5 * time.Millisecond, 20 * time.Millisecond
	// waitShare is the part of the time up to a wake-up in which work waits at most.
	waitShare = 4
	// readTime is how long work waits after a wake-up: clients on this machine then have the processors to read what they
	// were sent. readShare is the part of the time up to the next one that this is at most.
	readTime  = 2 * time.Millisecond
	readShare = 10
)

// wakeup is the next instant at which lanes are expected to be woken. Where several groups expect one, it is the
// earliest, and after it the one that is told first.
type wakeup struct {
	mu sync.Mutex
	// at is the instant, and from the one from which work waits.
	from, at time.Time
	// read is the instant up to which clients read what they were sent at the wake-up before.
	read time.Time
	// came is closed when the wake-up has come, or by late if it does not come in time. It is nil if nobody waits for it.
	// Hundreds may wait at once: they share one timer.
	came chan struct{}
	late *time.Timer
}

// expect sets the instant, unless an earlier one or the same is yet to come. The wake-up before it has come.
func (w *wakeup) expect(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.at.After(now) && !at.Before(w.at) {
		return
	}
	w.at, w.from = at, at.Add(-min(waitBefore, at.Sub(now)/waitShare))
	w.read = now.Add(min(readTime, at.Sub(now)/readShare))
	if w.came != nil {
		w.late.Stop()
		close(w.came)
		w.came = nil
	}
}

// await returns when no wake-up is near.
func (w *wakeup) await() {
	if came := w.near(); came != nil {
		<-came
	}
}

// near returns a channel that is closed when the wait for the wake-up is over, nil if it is not near.
func (w *wakeup) near() (came <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	wait := w.at.Add(waitAfter).Sub(now)
	if w.came == nil && !now.Before(w.from) && wait > 0 {
		made := make(chan struct{})
		w.came, w.late = made, time.AfterFunc(wait, func() { w.giveUp(made) })
	}
	return w.came
}

// giveUp ends the wait for a wake-up that does not come in time.
func (w *wakeup) giveUp(came chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.came == came {
		close(came)
		w.came = nil
	}
}

// rest returns when clients have had the time to read what they were sent at the last wake-up.
func (w *wakeup) rest() {
	w.mu.Lock()
	left := time.Until(w.read)
	w.mu.Unlock()
	time.Sleep(left)
}
