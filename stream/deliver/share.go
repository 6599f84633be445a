package deliver

import (
	"slices"
	"sync"
	"sync/atomic"
)

// share is the pumps of one group that belong to one lane.
type share struct {
	lane *lane
	// waiting is set while the share is among those that its lane is to serve.
	waiting atomic.Bool

	mu sync.Mutex
	// members[i].seat is i.
	members []*Pump
	// round counts how often the members were served.
	round int
}

// stride is how many seats a round begins behind the one before: a prime, so that every member comes first some time.
const stride = 997

// wake has the lane serve the members, if there are any.
func (s *share) wake() {
	if s.size() > 0 && !s.waiting.Swap(true) {
		s.lane.add(s)
	}
}

// serve serves every member once, starting at a different member each round, for fairness. It lists them in room, and
// returns that for another time.
func (s *share) serve(room []*Pump) []*Pump {
	s.waiting.Store(false)
	s.mu.Lock()
	first := s.round * stride % max(len(s.members), 1)
	s.round++
	room = slices.Grow(room, len(s.members))
	room = append(append(room, s.members[first:]...), s.members[:first]...)
	s.mu.Unlock()
	for _, p := range room {
		p.Wake()
	}
	clear(room)
	return room[:0]
}

// size returns how many members there are.
func (s *share) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.members)
}

// abort breaks off the connections of all members. It keeps them from leaving meanwhile: a transport must not be
// touched any more when its pump has left.
func (s *share) abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.members {
		p.to.Abort()
	}
}

// join gives a pump the last seat.
func (s *share) join(p *Pump) {
	s.lane.pumps.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	p.share, p.seat = s, len(s.members)
	s.members = append(s.members, p)
}

// leave gives a pump's seat to the one on the last. An empty share holds no memory for members.
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
