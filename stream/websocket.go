package stream

import (
	"net/http"
	"strings"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

// ServeWebSocket answers GET /stream/ws. It returns after the handshake; the hub goes on to serve the connection. The
// response leaves with hello: whoever acts once the WebSocket is open gets the events of that.
func (h *Hub) ServeWebSocket(w http.ResponseWriter, r *http.Request) {
	if refusal := socket.CheckHandshake(r); refusal != nil {
		refusal.Write(w)
		return
	}
	s := h.admit(w, r, wire.WebSocket)
	if s == nil {
		return
	}
	t, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: h.options.AllowOrigin, Plain: "stream/sse"})
	if err != nil {
		s.leave(r.RemoteAddr)
		return
	}
	s.connect(w, http.StatusSwitchingProtocols, t)
	s.open(t, t.Response())
	go func() {
		t.Listen(s)
		s.finish(t.Socket)
	}()
}

// Heard notes a sign of life.
func (s *subscriber) Heard() { s.unheard.Store(0) }

// Reply queues protocol frames for the client. last ends the connection after them.
func (s *subscriber) Reply(frames []byte, last bool) {
	piece := deliver.Of(frames)
	piece.Last = last
	s.queueReply(func() deliver.Piece { return piece })
}

// Message queues the reply to a client's message.
func (s *subscriber) Message(text bool, body []byte) {
	s.queueReply(func() deliver.Piece { return s.replyTo(text, body) })
}

// replyTo returns the reply to a client's message.
func (s *subscriber) replyTo(text bool, message []byte) deliver.Piece {
	if !text {
		const remedy = `send text frames with JSON, such as {"type":"ping"}`
		return s.problem(model.Problem{Code: "not_text", Message: remedy})
	}
	if pong := ask.PlainPong(message); pong != nil {
		return deliver.Of(wire.AppendFrame(nil, wire.OpText, pong))
	}
	m, problem := ask.ParseMessage(message)
	switch {
	case problem != nil:
		return s.problem(*problem)
	case m.Type == "ping":
		return deliver.Of(s.message(model.EventPong, struct{}{}))
	}
	return s.resubscribe(m)
}

// resubscribe replaces the whole filter and starts the stream anew.
func (s *subscriber) resubscribe(m ask.Message) deliver.Piece {
	filter, err := m.Filter(s.hub.feed().Clock().Tick)
	if err == nil {
		filter.Derives, err = s.hub.derives(filter)
	}
	if err != nil {
		return s.problem(model.Problem{Code: "bad_filter", Message: strings.TrimPrefix(err.Error(), "query.")})
	}
	s.hub.register.Change(func() { s.cursor = s.cursor.For(s.hub.feed(), filter) })
	return s.restart()
}

// problem returns an error message.
func (s *subscriber) problem(p model.Problem) deliver.Piece {
	return deliver.Of(s.message(model.EventError, p))
}
