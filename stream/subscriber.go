package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/requests"
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

const (
	// quietTime is how long a connection is silent before a heartbeat, and the time between two probes.
	quietTime = 15 * time.Second
	// maxUnheard is how many probes in a row a client may leave unanswered.
	maxUnheard = 4
)

// subscriber is one connection. It is the source of its pump: each tick from its cursor on is a step. All fields
// belong to the goroutine that serves the pump, except where a comment says otherwise.
type subscriber struct {
	hub *Hub
	// mail holds what others than the stream send to the client. Every tick touches it and the next two fields, so they
	// stand beside others of that kind.
	mail mailbox
	// events counts the events sent, and next is the first tick that is yet to be sent. Any goroutine may read them.
	events, next atomic.Int64

	pump   deliver.Pump
	cursor feed.Cursor
	heeds  heeding
	// opened is set by open, before the pump is served. Small fields stand together, because there are many subscribers.
	framing wire.Framing
	opened  bool
	// unheard counts the probes since the client's last sign of life. The goroutine that reads from the client sets it
	// to 0.
	unheard atomic.Int32
	// lasts is the time for which the client asked, 0 if it asked for no end. ending ends the stream then. It is nil if
	// there is no end, and set by open.
	lasts  time.Duration
	ending *time.Timer
	// lastSent and lastProbe are the wall times of the last message and of the last probe.
	lastSent, lastProbe time.Time

	// seat and request are the entries on the hub's list and in the log of requests. to is the transport, and nil until
	// connect sets it within register.Change.
	seat    *register.Seat
	request requests.Connection
	to      deliver.Transport
}

// newSubscriber returns a subscriber whose stream has yet to be opened.
func newSubscriber(h *Hub, framing wire.Framing, wish ask.Subscription) *subscriber {
	now := time.Now()
	s := &subscriber{
		hub: h, framing: framing, cursor: feed.NewCursor(h.feed(), framing, wish), lasts: wish.For,
		lastProbe: now, lastSent: now,
	}
	s.next.Store(h.feed().Newest() + 1)
	s.pump.Init(h.group, s)
	return s
}

// open writes the preface and the greeting, behind a tick that is being sent, and from then on every tick.
func (s *subscriber) open(to deliver.Transport, preface []byte) {
	s.hub.options.Lanes.Yield()
	s.opened = true
	s.hub.watch()
	first := s.greet()
	first.Parts = append(deliver.Of(preface).Parts, first.Parts...)
	s.hub.options.Log.Debug("subscriber joined", "filter", s.cursor.Filter())
	s.pump.Open(to, first)
	if s.lasts > 0 {
		s.ending = time.AfterFunc(s.lasts, func() { s.queueReply(s.end) })
	}
}

// end returns the end of a stream that has lasted as long as its client asked for.
func (s *subscriber) end() deliver.Piece {
	return deliver.Last(s.framing.Farewell(websocket.CloseNormalClosure))
}

// greet returns hello, and the gap or the snapshot that goes before the first event.
func (s *subscriber) greet() deliver.Piece {
	first := deliver.Of(s.cursor.Greet(time.Now())...)
	s.next.Store(s.cursor.Tick())
	s.join()
	return s.greeting(first)
}

// Step returns the next tick to send.
func (s *subscriber) Step() int64 { return s.cursor.Tick() }

// Behind reports whether a tick, or a message about the clock, is to be sent.
func (s *subscriber) Behind() bool {
	if line := s.breaking(); line != nil {
		return line.Ready(s.cursor.Behind(), time.Now())
	}
	return s.cursor.Behind()
}

// Slow reports whether the next tick takes too long for a lane to compute it.
func (s *subscriber) Slow() bool { return s.cursor.Slow() || s.breaking() != nil }

// Next returns what is due of the stream, as faults leave it, and reports whether there was anything.
func (s *subscriber) Next(end int64) (deliver.Piece, bool) {
	if line := s.breaking(); line != nil {
		return s.broken(line, func() (deliver.Piece, bool) { return s.due(end) })
	}
	return s.due(end)
}

// due returns messages about the clock, or the events of the next tick before end, or a heartbeat or probe if there is
// no such tick. It reports whether there was any.
func (s *subscriber) due(end int64) (deliver.Piece, bool) {
	if mail, events, ok := s.mail.take(); ok {
		s.lastSent = time.Now()
		s.events.Add(int64(events))
		return mail, true
	}
	if news := s.cursor.News(); len(news) > 0 {
		s.lastSent = time.Now()
		s.next.Store(s.cursor.Tick())
		return deliver.Of(news...), true
	}
	newest := s.cursor.Newest()
	switch {
	case s.cursor.Tick() > newest:
		if p := s.keepAlive(); len(p) > 0 {
			return deliver.Of(p), true
		}
		return deliver.Piece{}, false
	case s.cursor.Tick() >= end:
		return deliver.Piece{}, false
	}
	events, ok := s.cursor.Advance(newest)
	if !ok {
		return deliver.Last(s.bye(tooSlow, websocket.ClosePolicyViolation)), true
	}
	s.events.Add(int64(s.cursor.Count()))
	s.next.Store(s.cursor.Tick())
	if s.cursor.Ended() {
		last := s.end()
		last.Parts = append(events, last.Parts...)
		return last, true
	}
	if len(events) > 0 {
		s.lastSent = time.Now()
	}
	return deliver.Piece{Parts: events}, true
}

// keepAlive returns a probe every quietTime, after a heartbeat if no message was sent for as long. Otherwise it
// returns nil. It cuts off a WebSocket client that has not answered maxUnheard probes in a row.
func (s *subscriber) keepAlive() []byte {
	now := time.Now()
	silent := now.Sub(s.lastSent) >= quietTime
	if !silent && now.Sub(s.lastProbe) < quietTime {
		return nil
	}
	if s.unheard.Add(1) > maxUnheard && s.framing == wire.WebSocket {
		s.hub.options.Log.Info("subscriber lost", "error", fmt.Sprintf("no sign of life after %d pings", maxUnheard))
		s.pump.Abort()
		return nil
	}
	s.lastProbe = now
	var out []byte
	if silent {
		s.lastSent = now
		out = s.message(model.EventHeartbeat, struct{}{})
	}
	return append(out, s.framing.Probe()...)
}

// tooSlow is the reason for a client that asked to be disconnected rather than miss events.
const tooSlow = "slow_consumer: reconnect with the last id, and read faster, or thin the stream"

// Bye returns the last message when the hub closes. Its code asks clients to connect again: some client libraries take
// 1001 for final (the table in README.md).
func (s *subscriber) Bye() []byte {
	return s.bye(model.Ending, websocket.CloseServiceRestart)
}

// bye returns the last message, and the bytes that close the connection.
func (s *subscriber) bye(reason string, code int) []byte {
	bye := model.Bye{Reason: reason, RetryMS: jitter(time.Second).Milliseconds()}
	return append(s.message(model.EventBye, bye), s.framing.Farewell(code)...)
}

// message returns a message without an id, with the present world time.
func (s *subscriber) message(t *model.EventType, payload any) []byte {
	_, now := s.hub.Now()
	return s.framing.AppendPlain(nil, t.Type, now, payload)
}

// queueReply queues a reply to the client, and counts it as a message when it is sent.
func (s *subscriber) queueReply(reply deliver.Reply) {
	s.pump.Reply(func() deliver.Piece {
		s.lastSent = time.Now()
		if piece := reply(); !s.isMute() || piece.Last {
			return piece
		}
		return deliver.Piece{}
	})
}

// finish ends a subscriber whose client is not read any more. A client that still reads gets the bytes sent so far.
func (s *subscriber) finish(t *socket.Socket) {
	cut := time.AfterFunc(deliver.WriteTimeout, t.Abort)
	defer cut.Stop()
	s.pump.Finish()
	t.Drain()
	t.Abort()
	s.leave(t.RemoteAddr())
}

// leave counts a subscriber out, whether it was opened or not, and logs why it left.
func (s *subscriber) leave(remote any) {
	s.delist()
	failure := s.pump.Leave()
	if s.opened {
		s.hub.unwatch()
	}
	if s.ending != nil {
		s.ending.Stop()
	}
	level := slog.LevelDebug
	if errors.Is(failure, os.ErrDeadlineExceeded) {
		level = slog.LevelInfo
	}
	s.hub.options.Log.Log(context.Background(), level, "subscriber left", "remote", remote, "error", failure)
	s.hub.leave()
}
