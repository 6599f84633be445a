package stream

import (
	"strings"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
)

// reply answers a message from the client. Whatever it is, the connection stays, unless it is not text at all.
func (s *subscriber) reply(kind int, message []byte) (answer []byte, last bool) {
	switch {
	case kind != websocket.TextMessage:
		return s.problem(ask.Problem{Code: "not_text", Message: "send text frames with JSON, such as {\"type\":\"ping\"}"}), false
	case !utf8.Valid(message):
		return appendClose(nil, closeNotUTF8, "text has to be UTF-8"), true
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
