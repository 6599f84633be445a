package stream

import (
	"context"
	"sync"
)

// lane serves a share of the subscribers, one after the other, without waiting for any. As many lanes as the machine has
// processors serve them all: nobody is woken for a write that does not block.
type lane struct {
	// wake holds a token when there may be something to do.
	wake chan struct{}

	mu sync.Mutex
	// members[i].seat is i.
	members []*subscriber
}

// stride is how many seats a round begins behind the one before: a prime, so that it comes round to all.
const stride = 997

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

// run serves the members whenever the lane is woken, until the context is done.
func (l *lane) run(ctx context.Context) {
	var room []*subscriber
	for turn := 0; ; turn++ {
		select {
		case <-l.wake:
			room = l.stir(room, turn)
		case <-ctx.Done():
			return
		}
	}
}

// rouse wakes the lane; if it is about to wake already, that will do.
func (l *lane) rouse() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// stir serves every member once, from another on in each turn, so that none is always the last. It returns the room that
// it took, for another time.
func (l *lane) stir(room []*subscriber, turn int) []*subscriber {
	l.mu.Lock()
	first := turn * stride % max(len(l.members), 1)
	room = append(append(room, l.members[first:]...), l.members[:first]...)
	l.mu.Unlock()
	for _, s := range room {
		s.stir()
	}
	clear(room)
	return room[:0]
}

// size is how many members there are.
func (l *lane) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.members)
}

// abort breaks off the connections of all members. None of them leaves meanwhile: what a handler has returned from must
// not be touched any more.
func (l *lane) abort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.members {
		s.to.Abort()
	}
}

// enlist gives a subscriber the last seat.
func (l *lane) enlist(s *subscriber) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.lane, s.seat = l, len(l.members)
	l.members = append(l.members, s)
}

// dismiss gives a subscriber's seat to the one on the last.
func (l *lane) dismiss(s *subscriber) {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := len(l.members) - 1
	l.members[s.seat] = l.members[end]
	l.members[s.seat].seat = s.seat
	l.members[end] = nil
	l.members = l.members[:end]
}
