package deliver

import (
	"context"
	"sync"
	"sync/atomic"
)

// lane is a goroutine that serves pumps one after the other, without waiting for any client.
type lane struct {
	// pumps counts the lane's pumps over all groups.
	pumps atomic.Int64
	// wake holds a token if due may not be empty.
	wake chan struct{}
	// others are the lanes that this one helps.
	others []*lane

	mu      sync.Mutex
	running bool
	// due are the shards to serve next.
	due []*shard
	// busy is set while the lane runs and has shards to serve. over is closed at the end of the round, and nil if nobody
	// waits for it.
	busy bool
	over chan struct{}
}

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

// run serves the due shards each time the lane is woken, until the context is done.
func (l *lane) run(ctx context.Context) {
	l.endRound(true)
	defer l.endRound(false)
	var shards []*shard
	h := helper{lanes: l.others}
	for {
		select {
		case <-l.wake:
		case <-ctx.Done():
			return
		}
		shards = l.take(shards)
		for _, s := range shards {
			s.serve(&h)
		}
		clear(shards)
		l.endRound(true)
	}
}

// add queues a shard and wakes the lane.
func (l *lane) add(s *shard) {
	l.mu.Lock()
	l.due = append(l.due, s)
	l.busy = l.running
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

// waiting returns the shards that the lane has yet to take, in the memory of another list.
func (l *lane) waiting(scratch []*shard) []*shard {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(scratch[:0], l.due...)
}

// endRound notes that the shards taken are served, and whether the lane goes on.
func (l *lane) endRound(running bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running, l.busy = running, running && len(l.due) > 0
	if l.over != nil {
		close(l.over)
		l.over = nil
	}
}

// round returns a channel that is closed at the end of the round, nil if there is none.
func (l *lane) round() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy && l.over == nil {
		l.over = make(chan struct{})
	}
	return l.over
}
