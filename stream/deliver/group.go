package deliver

import (
	"cmp"
	"slices"
	"sync"
)

// Group is a set of pumps that are woken and closed together.
type Group struct {
	lanes *Lanes
	// shards hold the pumps, one shard for each lane.
	shards []*shard
	// closing is closed by Close.
	closing chan struct{}
	// working counts the goroutines that serve a pump of the group outside the lanes.
	working sync.WaitGroup
}

// NewGroup returns a group without pumps.
func (l *Lanes) NewGroup() *Group {
	g := &Group{lanes: l, shards: make([]*shard, len(l.lanes)), closing: make(chan struct{})}
	for i, lane := range l.lanes {
		g.shards[i] = &shard{lane: lane}
	}
	return g
}

// join adds a pump to the lane with the fewest pumps.
func (g *Group) join(p *Pump) {
	slices.MinFunc(g.shards, func(a, b *shard) int {
		return cmp.Compare(a.lane.pumps.Load(), b.lane.pumps.Load())
	}).join(p)
}

// Wake asks the lanes to serve every pump of the group. It does not wait for them.
func (g *Group) Wake() {
	for _, s := range g.shards {
		s.queue()
	}
	// A lane that begins finds what the others have to do, should they be late.
	for _, s := range g.shards {
		s.lane.wakeUp()
	}
}

// Waiting reports whether a lane has yet to begin what Wake asked for.
func (g *Group) Waiting() bool {
	return slices.ContainsFunc(g.shards, func(s *shard) bool { return s.queued.Load() })
}

// Settled reports whether every pump has written all that is due, or waits for its client.
func (g *Group) Settled() bool {
	return !slices.ContainsFunc(g.shards, func(s *shard) bool { return !s.settled() })
}

// Closing returns a channel that Close closes.
func (g *Group) Closing() <-chan struct{} { return g.closing }

// Serve serves every pump once, on goroutines of its own instead of the lanes, and returns when that is done.
func (g *Group) Serve() {
	var serving sync.WaitGroup
	for _, s := range g.shards {
		serving.Go(func() { new(round).serve([]*shard{s}) })
	}
	serving.Wait()
}

// Close makes every pump write its last bytes. It does not wait for the pumps, and may be called once.
func (g *Group) Close() {
	close(g.closing)
	g.working.Go(g.Serve)
}

// Abort breaks off the connections of all pumps that have not left.
func (g *Group) Abort() {
	for _, s := range g.shards {
		s.abort()
	}
}

// Wait returns when no goroutine works for the group any more. All pumps must have left before.
func (g *Group) Wait() { g.working.Wait() }
