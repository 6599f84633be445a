package register

import (
	"encoding/json"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// Message is an event of the user's own, framed once for all members that get it.
type Message struct {
	Topic  model.Topic
	framed map[wire.Framing][]byte
}

// NewMessage returns a message without an id.
func NewMessage(kind string, topic model.Topic, at time.Time, payload json.RawMessage) Message {
	m := Message{Topic: topic, framed: map[wire.Framing][]byte{}}
	body := wire.Encode(kind, at, payload)
	for _, f := range []wire.Framing{wire.WebSocket, wire.SSE, wire.NamedSSE} {
		framed := f.Append(nil, "", kind, body)
		// Without spare capacity nobody can append to the bytes that all share.
		m.framed[f] = framed[:len(framed):len(framed)]
	}
	return m
}

// Bytes returns the message in a framing. Members share the bytes, which must not be changed.
func (m Message) Bytes(f wire.Framing) []byte { return m.framed[f] }
