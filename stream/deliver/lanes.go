// Package deliver owns how bytes are sent: one pump for each connection, and a few lanes that serve all pumps without
// waiting for any client. It knows nothing of what the bytes mean.
package deliver

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Lanes are goroutines, one for each processor, that serve the pumps of any number of groups. A write that does not
// block costs no switch to another goroutine.
type Lanes struct{ lanes []*lane }

// NewLanes returns lanes that are idle until Run.
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

// Yield returns when every lane has finished the pumps that it is serving. Work that can wait calls it first, so that
// the lanes have the processors.
func (l *Lanes) Yield() {
	for _, lane := range l.lanes {
		lane.yield()
	}
}

// Idle reports whether no group has pumps.
func (l *Lanes) Idle() bool {
	return !slices.ContainsFunc(l.lanes, func(l *lane) bool { return l.pumps.Load() > 0 })
}

// lane is a goroutine that serves pumps one after the other, without waiting for any client.
type lane struct {
	// pumps counts the lane's pumps over all groups.
	pumps atomic.Int64
	// wake holds a token if due may not be empty.
	wake chan struct{}
	// serving is locked while the lane serves pumps.
	serving sync.Mutex

	mu sync.Mutex
	// due are the shards to serve next.
	due []*shard
}

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

// run serves the due shards each time the lane is woken, until the context is done.
func (l *lane) run(ctx context.Context) {
	var shards []*shard
	var pumps []*Pump
	for {
		select {
		case <-l.wake:
		case <-ctx.Done():
			return
		}
		shards = l.take(shards)
		pumps = l.serve(shards, pumps)
		clear(shards)
	}
}

// serve serves shards. It uses and returns scratch as shard.serve does.
func (l *lane) serve(shards []*shard, scratch []*Pump) []*Pump {
	l.serving.Lock()
	defer l.serving.Unlock()
	for _, s := range shards {
		scratch = s.serve(scratch)
	}
	return scratch
}

// yield returns when the lane is not serving pumps. A caller waits for one round at most.
func (l *lane) yield() {
	l.serving.Lock()
	defer l.serving.Unlock()
}

// add queues a shard and wakes the lane.
func (l *lane) add(s *shard) {
	l.mu.Lock()
	l.due = append(l.due, s)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default: // The lane is about to wake anyway.
	}
}

// take returns the due shards. It reuses the memory of the previous list for the next one.
func (l *lane) take(previous []*shard) []*shard {
	l.mu.Lock()
	defer l.mu.Unlock()
	due := l.due
	l.due = previous[:0]
	return due
}
