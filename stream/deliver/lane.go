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
	// others are the lanes that this one helps when they are late.
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
	r := round{others: l.others}
	for {
		select {
		case <-l.wake:
		case <-ctx.Done():
			return
		}
		shards = l.take(shards)
		r.serve(shards)
		clear(shards)
		l.endRound(true)
	}
}

// add queues a shard, for which the caller then wakes the lane.
func (l *lane) add(s *shard) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due = append(l.due, s)
	l.busy = l.running
}

// wakeUp wakes the lane if it has shards to serve.
func (l *lane) wakeUp() {
	l.mu.Lock()
	idle := len(l.due) == 0
	l.mu.Unlock()
	if idle {
		return
	}
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

// round is one pass of a lane over the shards that are due. It holds the memory for its lists from one to the next.
type round struct {
	// others are the lanes that may be late.
	others []*lane
	shards []*shard
	// pumps are the members of one shard, and heavy those of all shards that had much to write in the last round.
	pumps, heavy []*Pump
}

// serve serves every member of some shards once. Those that had much to write in the last round come behind the others,
// which would wait long for them and cost them little. The others include those of lanes that are late.
func (r *round) serve(due []*shard) {
	for _, s := range due {
		s.queued.Store(false)
		r.pumps = s.list(r.pumps)
		for _, p := range r.pumps {
			if p.heavy.Load() {
				r.heavy = append(r.heavy, p)
			} else {
				p.Wake()
			}
		}
		clear(r.pumps)
	}
	r.help()
	for _, p := range r.heavy {
		p.Wake()
	}
	clear(r.heavy)
	r.heavy = r.heavy[:0]
}

// help serves what has little to write of the shards that the other lanes have yet to take: where others compute, a
// lane may wait milliseconds for a processor.
func (r *round) help() {
	for _, l := range r.others {
		r.shards = l.waiting(r.shards)
		for _, s := range r.shards {
			r.pumps = s.list(r.pumps)
			for _, p := range r.pumps {
				if !s.queued.Load() {
					break // Its lane has begun with it.
				}
				if !p.heavy.Load() {
					p.Wake()
				}
			}
			clear(r.pumps)
		}
		clear(r.shards)
	}
}
