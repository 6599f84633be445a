package deliver

import (
	"slices"
	"sync"
	"sync/atomic"
)

// share is the part of one group that one lane serves.
type share struct {
	lane *lane
	// queued is set while the share waits for its lane.
	queued atomic.Bool

	mu sync.Mutex
	// members[i].seat is i.
	members []*Pump
	// round counts how often the members were served.
	round int
}

// stride is the distance in seats between the first members of two rounds. It is a prime: unless the number of
// members is a multiple of it, each of them comes first in some round.
const stride = 997

// wake queues the share with its lane, if it has members.
func (s *share) wake() {
	if s.size() > 0 && !s.queued.Swap(true) {
		s.lane.add(s)
	}
}

// serve serves every member once, starting at a different member each round, for fairness. It copies the members into
// scratch, and returns the emptied scratch for the next call.
func (s *share) serve(scratch []*Pump) []*Pump {
	s.queued.Store(false)
	s.mu.Lock()
	first := s.round * stride % max(len(s.members), 1)
	s.round++
	scratch = slices.Grow(scratch, len(s.members))
	scratch = append(append(scratch, s.members[first:]...), s.members[:first]...)
	s.mu.Unlock()
	for _, p := range scratch {
		p.Wake()
	}
	clear(scratch)
	return scratch[:0]
}

// settled reports whether no member has anything to write that its client would take.
func (s *share) settled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.queued.Load() && !slices.ContainsFunc(s.members, func(p *Pump) bool { return !p.settled() })
}

// size returns the number of members.
func (s *share) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.members)
}

// abort breaks off the connections of all members. It holds the lock meanwhile, so that none can leave: the transport
// of a pump that has left must not be touched.
func (s *share) abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.members {
		p.to.Abort()
	}
}

// join adds a pump on the last seat.
func (s *share) join(p *Pump) {
	s.lane.pumps.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	p.share, p.seat = s, len(s.members)
	s.members = append(s.members, p)
}

// leave removes a pump and moves the last member to its seat. An empty share releases its memory.
func (s *share) leave(p *Pump) {
	s.lane.pumps.Add(-1)
	s.mu.Lock()
	defer s.mu.Unlock()
	end := len(s.members) - 1
	s.members[p.seat] = s.members[end]
	s.members[p.seat].seat = p.seat
	s.members[end] = nil
	s.members = s.members[:end]
	if end == 0 {
		s.members = nil
	}
}
