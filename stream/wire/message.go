package wire

import (
	"encoding/json"
	"fmt"
	"time"

	"trainmock/stream/model"
)

// Message is the content of every WebSocket text frame and every SSE data line.
type Message struct {
	ID      string `json:"id,omitempty" doc:"EPOCH:TICK:INDEX; only on events with content."`
	Type    string `json:"type"`
	Time    string `json:"time" format:"date-time" doc:"World time."`
	Payload any    `json:"payload"`
}

// Hello is the payload of the first message on every connection, and of the reply to subscribe.
type Hello struct {
	Epoch    string        `json:"epoch" doc:"Names this world: scenario, seed, start, tick and initial speed."`
	Seed     uint64        `json:"seed"`
	Scenario string        `json:"scenario"`
	TickMS   int64         `json:"tick_ms" doc:"Wall milliseconds between two ticks."`
	Speed    float64       `json:"speed" doc:"World seconds per second."`
	Resumed  bool          `json:"resumed" doc:"Whether the stream goes on behind the id that was given."`
	Topics   []model.Topic `json:"topics"`
}

// Gap is the payload of the message about missed events.
type Gap struct {
	From    string `json:"from" doc:"The first event id that is missing."`
	To      string `json:"to" doc:"The last event id that is missing."`
	Reason  string `json:"reason" enum:"too_old,ahead,slow_consumer,other_epoch"`
	Recover string `json:"recover" doc:"What to do."`
}

// Bye is the payload of the last message before the server ends.
type Bye struct {
	Reason  string `json:"reason"`
	RetryMS int64  `json:"retry_ms" doc:"When to come back, in milliseconds; drawn anew for each subscriber."`
}

// Encode returns the JSON of a message without an id.
func Encode(kind string, at time.Time, payload any) []byte {
	return EncodeEvent(EventID{}, kind, model.Stamp(at), payload)
}

// EncodeEvent returns the JSON of a message. It panics if the payload cannot be encoded: payloads are this program's
// own types of finite numbers and texts, so that a failure is a defect.
func EncodeEvent(id EventID, kind, stamp string, payload any) []byte {
	m := Message{Type: kind, Time: stamp, Payload: payload}
	if id.Epoch != "" {
		m.ID = id.String()
	}
	body, err := json.Marshal(m)
	if err != nil {
		panic(fmt.Sprintf("wire: %s cannot be encoded: %v", kind, err))
	}
	return body
}

// AppendPlain appends one framed message without an id.
func (f Framing) AppendPlain(to []byte, kind string, at time.Time, payload any) []byte {
	return f.Append(to, "", kind, Encode(kind, at, payload))
}
