package deliver

import (
	"cmp"
	"slices"
	"sync"
)

// Group is the pumps that are woken, and end, together.
type Group struct {
	// shares are the lanes' parts of the group.
	shares []*share
	// closing is closed when the pumps are to end.
	closing chan struct{}
	// working counts the goroutines that the pumps of the group have to themselves.
	working sync.WaitGroup
}

// NewGroup returns a group without pumps.
func (l *Lanes) NewGroup() *Group {
	g := &Group{shares: make([]*share, len(l.lanes)), closing: make(chan struct{})}
	for i, lane := range l.lanes {
		g.shares[i] = &share{lane: lane}
	}
	return g
}

// join adds a pump to the lane that has the fewest.
func (g *Group) join(p *Pump) {
	slices.MinFunc(g.shares, func(a, b *share) int {
		return cmp.Compare(a.lane.pumps.Load(), b.lane.pumps.Load())
	}).join(p)
}

// Wake has the lanes serve every pump of the group. It does not wait for them.
func (g *Group) Wake() {
	for _, s := range g.shares {
		s.wake()
	}
}

// Closing returns a channel that is closed when the pumps are to end.
func (g *Group) Closing() <-chan struct{} { return g.closing }

// Serve serves every pump on goroutines of its own, whether the lanes run or not, and returns when that is done.
func (g *Group) Serve() {
	var serving sync.WaitGroup
	for _, s := range g.shares {
		serving.Go(func() { s.serve(nil) })
	}
	serving.Wait()
}

// Close has every pump write its last, without waiting for the pumps. It may be called once.
func (g *Group) Close() {
	close(g.closing)
	g.working.Go(g.Serve)
}

// Abort breaks off the connections of all pumps that have not left.
func (g *Group) Abort() {
	for _, s := range g.shares {
		s.abort()
	}
}

// Wait returns when no goroutine works for the group any more. All pumps must have left before.
func (g *Group) Wait() { g.working.Wait() }
