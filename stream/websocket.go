package stream

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

// ServeWebSocket answers GET /stream/ws. It returns after the handshake: the subscriber goes on in the hub.
func (h *Hub) ServeWebSocket(w http.ResponseWriter, r *http.Request) {
	if err := socket.Flaw(r); err != nil {
		refuse(w, err)
		return
	}
	s := h.admit(w, r, wire.WebSocket)
	if s == nil {
		return
	}
	t, err := socket.Upgrade(w, r, h.AllowOrigin)
	if err != nil {
		h.leave(s, r.RemoteAddr)
		return
	}
	s.open(t, nil)
	go func() {
		t.Listen(s)
		s.part(t.Socket)
	}()
	s.stir()
}

// Heard notes a sign of life.
func (s *subscriber) Heard() { s.unheard.Store(0) }

// Answer has frames of the protocol sent.
func (s *subscriber) Answer(frames []byte, last bool) {
	s.tell(func() ([]byte, bool) { return frames, last })
}

// Message has a message from the client answered.
func (s *subscriber) Message(text bool, body []byte) {
	s.tell(func() ([]byte, bool) { return s.reply(text, body) })
}

// reply answers a message from the client. Whatever it is, the connection stays, unless it is not text at all.
func (s *subscriber) reply(text bool, message []byte) (answer []byte, last bool) {
	switch {
	case !text:
		return s.problem(ask.Problem{Code: "not_text", Message: "send text frames with JSON, such as {\"type\":\"ping\"}"}), false
	case !utf8.Valid(message):
		return wire.AppendClose(nil, websocket.CloseInvalidFramePayloadData, "text has to be UTF-8"), true
	}
	m, problem := ask.ParseMessage(message)
	switch {
	case problem != nil:
		return s.problem(*problem), false
	case m.Type == "ping":
		_, now := s.hub.Now()
		return s.message(nil, "pong", now, struct{}{}), false
	}
	return s.resubscribe(m), false
}

// resubscribe replaces the whole filter and begins anew.
func (s *subscriber) resubscribe(m ask.Message) []byte {
	filter, err := m.Filter(s.hub.Clock.Tick)
	if err == nil {
		err = s.hub.known(filter)
	}
	if err != nil {
		return s.problem(ask.Problem{Code: "bad_filter", Message: strings.TrimPrefix(err.Error(), "query.")})
	}
	s.wish = ask.Subscription{Filter: filter, Snapshot: true, CloseSlow: s.wish.CloseSlow}
	return s.greet()
}

// problem is an error message.
func (s *subscriber) problem(p ask.Problem) []byte {
	_, now := s.hub.Now()
	return s.message(nil, "error", now, p)
}
