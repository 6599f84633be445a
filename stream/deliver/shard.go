package deliver

import (
	"slices"
	"sync"
	"sync/atomic"
)

// shard is the part of one group that one lane serves.
type shard struct {
	lane *lane
	// queued is set while the shard waits for its lane.
	queued atomic.Bool

	mu sync.Mutex
	// members[i].index is i.
	members []*Pump
	// round counts how often the members were listed.
	round int
}

// stride is the distance in members between the first members of two rounds. It is a prime: unless the number of
// members is a multiple of it, each of them comes first in some round.
const stride = 997

// queue queues the shard with its lane, if it has members.
func (s *shard) queue() {
	if s.size() > 0 && !s.queued.Swap(true) {
		s.lane.add(s)
	}
}

// list returns the members, in the memory of another list, beginning with a different one each time.
func (s *shard) list(scratch []*Pump) []*Pump {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.round * stride % max(len(s.members), 1)
	s.round++
	return append(append(slices.Grow(scratch[:0], len(s.members)), s.members[first:]...), s.members[:first]...)
}

// settled reports whether no member has anything to write that its client would take.
func (s *shard) settled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.queued.Load() && !slices.ContainsFunc(s.members, func(p *Pump) bool { return !p.settled() })
}

// size returns the number of members.
func (s *shard) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.members)
}

// abort breaks off the connections of all members. It holds the lock meanwhile, so that none can leave: the transport
// of a pump that has left must not be touched.
func (s *shard) abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.members {
		p.to.Abort()
	}
}

// join adds a pump as the last member.
func (s *shard) join(p *Pump) {
	s.lane.pumps.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	p.shard, p.index = s, len(s.members)
	s.members = append(s.members, p)
}

// leave removes a pump and moves the last member to its place. An empty shard releases its memory.
func (s *shard) leave(p *Pump) {
	s.lane.pumps.Add(-1)
	s.mu.Lock()
	defer s.mu.Unlock()
	end := len(s.members) - 1
	s.members[p.index] = s.members[end]
	s.members[p.index].index = p.index
	s.members[end] = nil
	s.members = s.members[:end]
	if end == 0 {
		s.members = nil
	}
}
