package stream

import (
	"time"

	"trainmock/stream/socket"
)

const (
	// writeWait is how long a piece of what is sent may take to be taken.
	writeWait = 10 * time.Second
	// pieceBytes is the size of a piece: whoever reads more slowly than one in writeWait, 13 kB/s, is stuck.
	pieceBytes = 128 << 10
	// joinBytes is how much of what is pending leaves in one write, and manyTicks as many ticks as it may be of.
	joinBytes = 64 << 10
	manyTicks = 1 << 20
	// maxUnheard is how many probes a client may leave unanswered.
	maxUnheard = 4
	// manyIDs in a filter take long.
	manyIDs = 64
)

// transport carries bytes that are laid out already. Only Abort may be called by any goroutine.
type transport interface {
	// Offer sends as much as goes without waiting, and says how much that is.
	Offer(p []byte) (n int, err error)
	// Send sends all of p, or fails by the deadline.
	Send(p []byte, deadline time.Time) error
	// HangUp ends the connection behind what was sent.
	HangUp()
	// Abort breaks the connection off.
	Abort()
}

// open puts a subscriber on a lane, with what its connection begins with.
func (s *subscriber) open(t transport, preface []byte) {
	s.to = t
	s.pending = append(preface, s.greet()...)
	s.hub.enlist(s)
}

// stir has everything sent that is due, without ever waiting. One goroutine at a time serves a subscriber: if somebody is
// at it already, it looks again before it rests. What takes long to compute takes a goroutine of its own.
func (s *subscriber) stir() {
	switch {
	case s.stirs.Add(1) > 1:
	case s.replaying || len(s.wish.Filter.TaskIDs)+len(s.wish.Filter.NodeIDs) > manyIDs:
		s.handOver()
	default:
		s.serveAtOnce()
	}
}

// serveAtOnce delivers a tick at most: whoever is further behind has its lane wait for no more.
func (s *subscriber) serveAtOnce() {
	for {
		seen := s.stirs.Load()
		for s.due(1) {
			if !s.offer() {
				return
			}
			if len(s.snapshot) == 0 {
				break
			}
		}
		if s.tick <= s.hub.newest() {
			s.handOver()
			return
		}
		if s.stirs.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// handOver leaves the subscriber to a goroutine, until it has caught up.
func (s *subscriber) handOver() { s.hub.left.Go(s.catchUp) }

// catchUp delivers until there is nothing left to do.
func (s *subscriber) catchUp() {
	for {
		seen := s.stirs.Load()
		for s.due(manyTicks) {
			if !s.push() {
				return
			}
		}
		if s.stirs.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// offer is the way that does not wait: what the connection does not take now is handed over. It says whether to go on.
func (s *subscriber) offer() bool {
	n, err := s.to.Offer(s.pending)
	s.pending = s.pending[n:]
	if err == nil && len(s.pending) > 0 {
		s.handOver()
		return false
	}
	return s.delivered(err)
}

// push is the way that waits for the client. It says whether to go on.
func (s *subscriber) push() bool {
	for len(s.pending) > 0 {
		piece := s.pending[:min(len(s.pending), pieceBytes)]
		if err := s.to.Send(piece, time.Now().Add(s.patience())); err != nil {
			return s.delivered(err)
		}
		s.pending = s.pending[len(piece):]
	}
	return s.delivered(nil)
}

// patience is how long a piece may take: less at the end.
func (s *subscriber) patience() time.Duration {
	select {
	case <-s.hub.closing:
		return byeWait
	default:
		return writeWait
	}
}

// delivered takes note of an attempt to send all that was pending. It says whether the connection goes on; where it does
// not, nobody serves the subscriber any more.
func (s *subscriber) delivered(err error) bool {
	s.pending = nil
	if err == nil && !s.last {
		return true
	}
	s.failure = err
	if err == nil {
		s.to.HangUp()
	} else {
		s.to.Abort()
	}
	close(s.done)
	return false
}

// tell has the answer to something that the client said sent, unless all has been said.
func (s *subscriber) tell(answer say) {
	select {
	case s.says <- answer:
		s.stir()
	case <-s.done:
	}
}

// silence ends a subscriber behind what is pending, and returns when nothing will be written any more.
func (s *subscriber) silence() {
	s.tell(func() ([]byte, bool) { return nil, true })
	<-s.done
}

// part ends a subscriber whose client has left, or is to see the last that was sent.
func (s *subscriber) part(t *socket.Socket) {
	cut := time.AfterFunc(writeWait, t.Abort)
	defer cut.Stop()
	s.silence()
	socket.Drain(t)
	t.Abort()
	s.hub.leave(s, t.RemoteAddr())
}
