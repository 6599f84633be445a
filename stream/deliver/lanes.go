// Package deliver owns how bytes are sent: one pump for each connection, and a few lanes that serve all pumps without
// waiting for any client. It knows nothing of what the bytes mean.
package deliver

import (
	"context"
	"slices"
	"sync"
	"time"

	"trainmock/stream/processors"
)

// Lanes are goroutines, one for each processor, that serve the pumps of any number of groups. A write that does not
// block costs no switch to another goroutine.
type Lanes struct {
	lanes []*lane
	next  wakeup
}

// NewLanes returns lanes that are idle until Run.
func NewLanes() *Lanes {
	l := &Lanes{lanes: make([]*lane, processors.Count())}
	for i := range l.lanes {
		l.lanes[i] = newLane()
	}
	for i, lane := range l.lanes {
		lane.others = slices.Delete(slices.Clone(l.lanes), i, i+1)
	}
	return l
}

// Run serves pumps until the context is done. It returns when all lanes have ended.
func (l *Lanes) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	for _, lane := range l.lanes {
		running.Go(func() { lane.run(ctx) })
	}
}

// Expect tells when the next Wake of a group is expected, so that Yield waits for it as well. Of several groups only
// the earliest instant counts until it has passed: where ticks of sessions lie between, some of a hub's are missed.
func (l *Lanes) Expect(at time.Time) { l.next.expect(at) }

// Await returns when no wake-up is near. Short work calls it first: its goroutines, if there are many, would run when
// the lanes are woken.
func (l *Lanes) Await() {
	if !l.Idle() {
		l.next.await()
	}
}

// Yield returns when every lane has finished the round that it is in or about to begin, including that of a wake-up
// that is near. Work that can wait calls it first, so that the lanes have the processors. A lane must not call it.
func (l *Lanes) Yield() {
	if l.Idle() {
		return
	}
	l.next.await()
	rounds := make([]<-chan struct{}, 0, len(l.lanes))
	for _, lane := range l.lanes {
		if over := lane.round(); over != nil {
			rounds = append(rounds, over)
		}
	}
	for _, over := range rounds {
		<-over
	}
}

// YieldLong does what Yield does, and then leaves clients of this machine a moment to read what they were sent. Work
// that goes on for long calls it, because it would keep their processors busy.
func (l *Lanes) YieldLong() {
	if !l.Idle() {
		l.Yield()
		l.next.rest()
	}
}

// Idle reports whether no group has pumps.
func (l *Lanes) Idle() bool {
	return !slices.ContainsFunc(l.lanes, func(l *lane) bool { return l.pumps.Load() > 0 })
}
