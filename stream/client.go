package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
)

// clientMessage is what a client may send over a WebSocket.
type clientMessage struct {
	Type     string     `json:"type"`
	Topics   stringList `json:"topics"`
	TaskID   stringList `json:"task_id"`
	NodeID   stringList `json:"node_id"`
	Interval string     `json:"interval"`
}

// stringList is a list that may be written as a single string.
type stringList []string

// UnmarshalJSON reads a string or an array of strings.
func (l *stringList) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*l = stringList{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

// parseClientMessage reads a message; on failure it says what is accepted.
func parseClientMessage(kind int, message []byte) (clientMessage, *Problem) {
	if kind != websocket.TextMessage {
		return clientMessage{}, &Problem{Code: "not_text", Message: "send text frames with JSON, such as {\"type\":\"ping\"}"}
	}
	var m clientMessage
	err := json.Unmarshal(message, &m)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return m, &Problem{Code: "bad_field", Message: fmt.Sprintf("%s is of type %s: type and interval are strings, topics, task_id and node_id strings or arrays of strings, such as {\"type\":\"subscribe\",\"topics\":[\"nodes\"],\"interval\":\"5s\"}", wrong.Field, wrong.Value)}
	case err != nil || !bytes.HasPrefix(bytes.TrimSpace(message), []byte("{")):
		return m, &Problem{Code: "bad_json", Message: "this is not a JSON object: send one, such as {\"type\":\"subscribe\",\"topics\":[\"nodes\"]}"}
	}
	return m, nil
}

// filter is the filter that a subscribe message asks for.
func (m clientMessage) filter(h *Hub) (Filter, error) {
	query := url.Values{"topics": m.Topics, "task_id": m.TaskID, "node_id": m.NodeID}
	if m.Interval != "" {
		query.Set("interval", m.Interval)
	}
	filter, err := ParseFilter(query, h.Clock.Tick)
	if err != nil {
		return Filter{}, err
	}
	return filter, h.known(filter)
}

// handle answers a message from the client. Whatever it is, the connection stays.
func (s *subscriber) handle(kind int, message []byte) error {
	_, now := s.hub.Now()
	m, problem := parseClientMessage(kind, message)
	if problem != nil {
		return s.send(s.message(nil, "error", now, problem))
	}
	switch m.Type {
	case "ping":
		return s.send(s.message(nil, "pong", now, struct{}{}))
	case "subscribe":
		return s.resubscribe(m)
	default:
		return s.send(s.message(nil, "error", now, Problem{
			Code:    "unknown_type",
			Message: fmt.Sprintf("%s is not a type of message: use ping or subscribe, such as {\"type\":\"subscribe\",\"topics\":[\"nodes\"]}", ask.Quote(m.Type)),
		}))
	}
}

// resubscribe replaces the whole filter and begins anew.
func (s *subscriber) resubscribe(m clientMessage) error {
	filter, err := m.filter(s.hub)
	if err != nil {
		_, now := s.hub.Now()
		return s.send(s.message(nil, "error", now, Problem{Code: "bad_filter", Message: strings.TrimPrefix(err.Error(), "query.")}))
	}
	s.request = request{filter: filter, snapshot: true}
	return s.greet()
}
