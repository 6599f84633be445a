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
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

const (
	// quietTime is how long a connection stays silent before a heartbeat.
	quietTime = 15 * time.Second
	// maxUnheard is how many probes a client may leave unanswered.
	maxUnheard = 4
)

// subscriber is one connection: it gives its pump what lies before its cursor, a step a tick. Only the goroutine that
// serves the pump at the moment touches what does not say otherwise.
type subscriber struct {
	hub    *Hub
	layout wire.Framing
	pump   deliver.Pump
	cursor feed.Cursor
	// opened is set when there is a connection to write to.
	opened bool
	// unheard counts the probes since the client last gave a sign of life. The goroutine that listens to the client
	// sets it to 0.
	unheard atomic.Int32
	// lastSent, of a message, and lastProbe are wall times.
	lastSent, lastProbe time.Time
}

// newSubscriber returns a subscriber at the start of its stream, before it is open.
func newSubscriber(h *Hub, layout wire.Framing, wish ask.Subscription) *subscriber {
	now := time.Now()
	s := &subscriber{
		hub: h, layout: layout, cursor: feed.NewCursor(h.feed, layout, wish), lastProbe: now, lastSent: now,
	}
	s.pump.Init(h.group, s)
	return s
}

// open begins to write, with what the connection begins with.
func (s *subscriber) open(to deliver.Transport, preface []byte) {
	s.opened = true
	s.hub.watch()
	first := s.greet()
	first.Bytes = append(preface, first.Bytes...)
	s.hub.options.Log.Debug("subscriber joined", "filter", s.cursor.Wish().Filter.Key)
	s.pump.Open(to, first)
}

// greet returns hello, and what the subscriber has to know before the next event.
func (s *subscriber) greet() deliver.Piece {
	w := s.hub.state.Load().world
	head, snapshot := s.cursor.Greet(time.Now(), model.Hello{Seed: w.Seed(), Scenario: w.Scenario().Name})
	return deliver.Piece{Bytes: head, Shared: snapshot}
}

// Step returns the next tick to send.
func (s *subscriber) Step() int64 { return s.cursor.Tick() }

// Behind reports whether a tick is to be sent.
func (s *subscriber) Behind() bool { return s.cursor.Tick() <= s.hub.feed.Newest() }

// Slow reports whether the next tick takes long to compute.
func (s *subscriber) Slow() bool { return s.cursor.Slow() }

// Next returns what is due, of the ticks before end, and reports whether there was anything to do.
func (s *subscriber) Next(end int64) (deliver.Piece, bool) {
	newest := s.hub.feed.Newest()
	switch {
	case s.cursor.Tick() > newest:
		p := s.keepAlive()
		return deliver.Piece{Bytes: p}, len(p) > 0
	case s.cursor.Tick() >= end:
		return deliver.Piece{}, false
	}
	events, snapshot, ok := s.cursor.Advance(newest)
	if !ok {
		return deliver.Piece{Bytes: s.bye(tooSlow, websocket.ClosePolicyViolation), Last: true}, true
	}
	if len(events) > 0 {
		s.lastSent = time.Now()
	}
	return deliver.Piece{Bytes: events, Shared: snapshot}, true
}

// keepAlive returns, once in a while, what shows both sides that the other is there; with a heartbeat if no message
// was sent for as long. It cuts off a client that has to answer and does not, time after time.
func (s *subscriber) keepAlive() []byte {
	now := time.Now()
	silent := now.Sub(s.lastSent) >= quietTime
	if !silent && now.Sub(s.lastProbe) < quietTime {
		return nil
	}
	if s.unheard.Add(1) > maxUnheard && s.layout == wire.WebSocket {
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
	return append(out, s.layout.Probe()...)
}

// tooSlow is told to a client that would rather be disconnected than miss something.
const tooSlow = "slow_consumer: reconnect with the last id, and read faster, or thin the stream"

// Bye returns the last message when the hub closes.
func (s *subscriber) Bye() []byte {
	return s.bye("the server is shutting down", websocket.CloseGoingAway)
}

// bye returns the last message, and what ends the connection.
func (s *subscriber) bye(reason string, code int) []byte {
	bye := model.Bye{Reason: reason, RetryMS: jitter(time.Second).Milliseconds()}
	return append(s.message(model.EventBye, bye), s.layout.Farewell(code)...)
}

// message returns a message without an id, of this moment.
func (s *subscriber) message(t *model.EventType, payload any) []byte {
	_, now := s.hub.Now()
	return s.layout.AppendPlain(nil, t.Type, now, payload)
}

// reply has the reply to something that the client said sent.
func (s *subscriber) reply(make deliver.Reply) {
	s.pump.Reply(func() deliver.Piece {
		s.lastSent = time.Now()
		return make()
	})
}

// finish ends a subscriber whose client has left, or is to see the last that was sent.
func (s *subscriber) finish(t *socket.Socket) {
	cut := time.AfterFunc(deliver.WriteTimeout, t.Abort)
	defer cut.Stop()
	s.pump.Finish()
	socket.Drain(t)
	t.Abort()
	s.leave(t.RemoteAddr())
}

// leave counts a subscriber out, wherever it has come.
func (s *subscriber) leave(remote any) {
	failure := s.pump.Leave()
	if s.opened {
		s.hub.unwatch()
	}
	level := slog.LevelDebug
	if errors.Is(failure, os.ErrDeadlineExceeded) {
		level = slog.LevelInfo
	}
	s.hub.options.Log.Log(context.Background(), level, "subscriber left", "remote", remote, "error", failure)
	s.hub.leave()
}
