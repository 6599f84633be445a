// Package deliver owns how bytes are sent: one pump a connection, and a few lanes that serve all pumps without waiting
// for any. It knows nothing of what the bytes mean.
package deliver

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Lanes are as many goroutines as the machine has processors. They serve the pumps of any number of groups: nobody is
// woken for a write that does not block.
type Lanes struct{ lanes []*lane }

// NewLanes returns lanes that serve nobody before Run.
func NewLanes() *Lanes {
	l := &Lanes{lanes: make([]*lane, runtime.GOMAXPROCS(0))}
	for i := range l.lanes {
		l.lanes[i] = newLane()
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

// lane is a goroutine that serves pumps one after the other, without waiting for any.
type lane struct {
	// pumps is how many belong to the lane, of all groups.
	pumps atomic.Int64
	// wake holds a token when there may be something to do.
	wake chan struct{}

	mu sync.Mutex
	// due are the shares that are to be served.
	due []*share
}

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

// run serves what is due whenever the lane is woken, until the context is done.
func (l *lane) run(ctx context.Context) {
	var shares []*share
	var pumps []*Pump
	for {
		select {
		case <-l.wake:
		case <-ctx.Done():
			return
		}
		shares = l.take(shares)
		for _, s := range shares {
			pumps = s.serve(pumps)
		}
		clear(shares)
	}
}

// add has a share served soon.
func (l *lane) add(s *share) {
	l.mu.Lock()
	l.due = append(l.due, s)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default: // It is about to wake already.
	}
}

// take returns the shares that are due. Those to come are kept where the previous ones were.
func (l *lane) take(previous []*share) []*share {
	l.mu.Lock()
	defer l.mu.Unlock()
	due := l.due
	l.due = previous[:0]
	return due
}
