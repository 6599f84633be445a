package stream

import (
	"sync/atomic"

	"trainmock/stream/deliver"
)

const (
	// maxPosted and maxPostedBytes limit what waits in a mailbox. A reader of average speed never has two messages there.
	maxPosted      = 64
	maxPostedBytes = 256 << 10
)

// mailbox holds messages for one subscriber that others than its own stream sent. Any goroutine may use it. An empty
// one takes no memory but a pointer, and costs a tick no lock.
type mailbox struct{ posted atomic.Pointer[posted] }

// posted is the content of a mailbox. It is never changed, only replaced.
type posted struct {
	messages [][]byte
	bytes    int
	// events counts the messages that are events. If last is set, the connection ends behind them.
	events int
	last   bool
}

// post puts an event into the mailbox, and reports whether there was room.
func (m *mailbox) post(message []byte) bool {
	return m.add(func(p posted) (posted, bool) {
		if p.last || len(p.messages) >= maxPosted || p.bytes+len(message) > maxPostedBytes {
			return p, false
		}
		return posted{append(p.messages[:len(p.messages):len(p.messages)], message), p.bytes + len(message),
			p.events + 1, false}, true
	})
}

// end puts the last bytes of the connection into the mailbox. There is always room for them.
func (m *mailbox) end(bytes []byte) {
	m.add(func(p posted) (posted, bool) {
		if p.last {
			return p, false
		}
		return posted{append(p.messages[:len(p.messages):len(p.messages)], bytes), p.bytes + len(bytes), p.events, true},
			true
	})
}

// add replaces the content by the one that change returns, and reports whether change agreed.
func (m *mailbox) add(change func(posted) (posted, bool)) bool {
	for {
		old := m.posted.Load()
		var before posted
		if old != nil {
			before = *old
		}
		after, ok := change(before)
		if !ok || m.posted.CompareAndSwap(old, &after) {
			return ok
		}
	}
}

// take empties the mailbox. It returns the content in one piece, the number of events in it, and whether there was any.
func (m *mailbox) take() (piece deliver.Piece, events int, ok bool) {
	if m.posted.Load() == nil {
		return deliver.Piece{}, 0, false
	}
	p := m.posted.Swap(nil)
	piece = deliver.Of(p.messages...)
	piece.Last = p.last
	return piece, p.events, true
}
