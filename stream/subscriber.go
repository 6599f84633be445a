package stream

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
	"trainmock/stream/wire"
)

// subscriber is one connection: a cursor into the ring, and what it takes to go on from there. Only the goroutine that
// serves it at the moment, see stir, touches what does not say otherwise.
type subscriber struct {
	hub    *Hub
	to     transport
	layout wire.Framing
	wish   ask.Subscription
	// lane, and the place in it, are the lane's.
	lane *lane
	seat int

	// stirs counts the calls of stir since the subscriber was last at rest. Any goroutine may add.
	stirs atomic.Int64
	// says are what the client says on the way: each makes its answer. Its only sender is who listens to the client.
	says chan say
	// unheard counts the probes since the client last gave a sign of life. Whoever listens to the client sets it to 0.
	unheard atomic.Int32
	// done is closed when nothing will be written any more; after that failure says why, nil at either side's wish.
	done    chan struct{}
	failure error

	// pending is what is to be written next, snapshot what follows it, last whether the connection ends behind them.
	pending, snapshot []byte
	last              bool
	// tick and index are the next event to send.
	tick  int64
	index int
	// replaying is set while the ticks to send are older than those at hand; replayed counts the bytes sent meanwhile.
	replaying bool
	replayed  int
	// lastSent, of a message, and lastProbe are wall times.
	lastSent, lastProbe time.Time
}

// say makes the answer to something that a client said, and tells whether the connection ends behind it.
type say func() (answer []byte, last bool)

// newSubscriber is a subscriber at the start of its stream, before it is on a lane.
func newSubscriber(h *Hub, layout wire.Framing, wish ask.Subscription) *subscriber {
	now := time.Now()
	return &subscriber{
		hub: h, layout: layout, wish: wish, lastProbe: now, lastSent: now,
		says: make(chan say, 1), done: make(chan struct{}),
	}
}

// due sets pending to what there is to write now, of so many ticks at most, and says whether there is anything.
func (s *subscriber) due(ticks int64) bool {
	if len(s.pending) > 0 {
		return true
	}
	for end := s.tick + ticks; len(s.pending) < joinBytes && !s.last; {
		if len(s.snapshot) > 0 {
			// It is shared, and large: it is not copied behind something else.
			if len(s.pending) == 0 {
				s.pending, s.snapshot = s.snapshot, nil
			}
			break
		}
		p, ok := s.next(end)
		if !ok {
			break
		}
		s.pending = join(s.pending, p)
	}
	return len(s.pending) > 0 || s.last
}

// join is both. What is shared has no room behind it, so that nothing is written into it.
func join(a, b []byte) []byte {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

// next is what comes next, of the ticks before end; false if there is nothing to do. It may be empty: what a filter leaves
// of a tick.
func (s *subscriber) next(end int64) (p []byte, ok bool) {
	// Two selects of one case each cost a fraction of one of two.
	select {
	case <-s.hub.closing:
		s.last = true
		return s.bye("the server is shutting down", websocket.CloseGoingAway), true
	default:
	}
	select {
	case say := <-s.says:
		s.lastSent = time.Now()
		p, s.last = say()
		return p, true
	default:
	}
	newest := s.hub.newest()
	switch {
	case s.tick > newest:
		p = s.keepAlive()
		return p, len(p) > 0
	case s.tick >= end:
		return nil, false
	}
	if p = s.advance(newest); len(p) > 0 {
		s.lastSent = time.Now()
	}
	return p, true
}

// greet is hello, and what the subscriber has to know before the next event.
func (s *subscriber) greet() []byte {
	newest := s.hub.newest()
	b, _ := s.hub.batch(newest)
	reason := s.place(newest)
	resumed := s.wish.Resume && reason == ""
	hello := s.message(nil, "hello", b.at, s.hello(resumed))
	if reason != "" {
		return append(hello, s.startOver(newest, reason, goOn)...)
	}
	if !resumed && s.wish.Snapshot {
		s.snapshot = b.snapshot(s.wish.Filter, s.layout)
	}
	return hello
}

// hello describes the stream.
func (s *subscriber) hello(resumed bool) wire.Hello {
	h := s.hub
	return wire.Hello{
		Epoch: h.epoch, Seed: h.World.Seed, Scenario: h.World.Scenario.Name, TickMS: h.Clock.Tick.Milliseconds(),
		Speed: h.Clock.Speed, Resumed: resumed, Topics: s.wish.Filter.Topics(),
	}
}

// place sets the cursor. If the subscriber cannot resume where it wants to, it says why, and the cursor is where what is
// missed begins.
func (s *subscriber) place(newest int64) (reason string) {
	s.goTo(newest + 1)
	if !s.wish.Resume {
		return ""
	}
	since := s.wish.Since
	switch {
	case since.Epoch != s.hub.epoch:
		reason = "other_epoch"
	case since.Tick > s.hub.Clock.Newest(time.Now().Add(maxAhead)):
		reason = "ahead"
	default:
		s.tick, s.index, s.replaying = since.Tick, since.Index+1, since.Tick <= newest
		if since.Tick < newest-int64(s.hub.Replay/s.hub.Clock.Tick) {
			reason = "too_old"
		}
		return reason
	}
	last := s.hub.end(newest)
	s.tick, s.index = last.Tick, last.Index
	return reason
}

// goTo sets the cursor to the beginning of a tick that is at hand or about to come.
func (s *subscriber) goTo(tick int64) { s.tick, s.index, s.replaying, s.replayed = tick, 0, false, 0 }

const (
	// goOn is what to do after a gap, speedUp where the gap is the reader's.
	goOn    = "go on from the snapshot that follows"
	speedUp = goOn + ", and read faster, or thin the stream with topics, task_id, node_id or interval"
)

// advance is the next tick, which is not after the newest, or what there is instead of it.
func (s *subscriber) advance(newest int64) []byte {
	b, atHand := s.hub.batch(s.tick)
	if !atHand && !s.replaying {
		return s.fallBehind(newest)
	}
	s.replaying = s.replaying && !atHand
	p := b.bytesFrom(s.index, s.wish.Filter, s.layout)
	if s.replaying {
		if s.replayed += len(p); s.replayed > maxReplay {
			return s.startOver(newest, "too_old", goOn)
		}
	}
	s.tick, s.index = s.tick+1, 0
	return p
}

// fallBehind is for a reader that was too slow for the ring.
func (s *subscriber) fallBehind(newest int64) []byte {
	if !s.wish.CloseSlow {
		return s.startOver(newest, "slow_consumer", speedUp)
	}
	s.last = true
	return s.bye("slow_consumer: reconnect with the last id, and read faster, or thin the stream", websocket.ClosePolicyViolation)
}

// startOver tells of what the subscriber misses up to the newest tick, and goes on behind a snapshot.
func (s *subscriber) startOver(newest int64, reason, remedy string) []byte {
	from := ask.EventID{Epoch: s.hub.epoch, Tick: s.tick, Index: s.index}
	gap := wire.Gap{From: from.String(), To: s.hub.end(newest).String(), Reason: reason, Recover: remedy}
	s.goTo(newest + 1)
	b, _ := s.hub.batch(newest)
	s.snapshot = b.snapshot(s.wish.Filter, s.layout)
	return s.message(nil, "gap", b.at, gap)
}

// keepAlive is, once in a while, what shows both sides that the other is there; with a heartbeat if no message was sent for
// as long. A client that has to answer and does not, time after time, is cut off.
func (s *subscriber) keepAlive() []byte {
	now := time.Now()
	silent := now.Sub(s.lastSent) >= quietTime
	if !silent && now.Sub(s.lastProbe) < quietTime {
		return nil
	}
	if s.unheard.Add(1) > maxUnheard && s.layout == wire.WebSocket {
		s.hub.Log.Info("subscriber lost", "error", fmt.Sprintf("no sign of life after %d pings", maxUnheard))
		s.to.Abort()
		return nil
	}
	s.lastProbe = now
	var out []byte
	if silent {
		s.lastSent = now
		_, at := s.hub.Now()
		out = s.message(out, "heartbeat", at, struct{}{})
	}
	return append(out, s.layout.Probe()...)
}

// bye is the last message, and what ends the connection.
func (s *subscriber) bye(reason string, code int) []byte {
	_, at := s.hub.Now()
	bye := wire.Bye{Reason: reason, RetryMS: jitter(time.Second).Milliseconds()}
	return append(s.message(nil, "bye", at, bye), s.layout.Farewell(code)...)
}

// message adds a message without an id.
func (s *subscriber) message(to []byte, kind string, at time.Time, payload any) []byte {
	return s.layout.Append(to, "", kind, wire.Encode(kind, at, payload))
}
