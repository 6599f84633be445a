package wire

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/segmentio/encoding/json"

	"trainmock/stream/model"
)

// Message is the content of every WebSocket text frame and every SSE data line.
type Message struct {
	ID      string `json:"id,omitempty" doc:"EPOCH:TICK:INDEX; only on events with content."`
	Type    string `json:"type"`
	Time    string `json:"time" format:"date-time" doc:"World time."`
	Payload any    `json:"payload"`
}

// Encode returns the JSON of a message without an id.
func Encode(kind string, at time.Time, payload any) []byte {
	return EncodeEvent(EventID{}, kind, model.Stamp(at), payload)
}

// scratch has buffers in which messages are encoded, because their length is not known before.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// maxScratch is how large a buffer is kept, in bytes. Snapshots of a large cluster have more.
const maxScratch = 64 << 10

// EncodeEvent returns the JSON of a message: the bytes of encoding/json, by an encoder that takes three quarters of its
// time (BenchmarkEncodeEvent). It panics if the payload cannot be encoded: payloads are this program's own types of
// finite numbers and texts, so that a failure is a defect.
func EncodeEvent(id EventID, kind, stamp string, payload any) []byte {
	m := Message{Type: kind, Time: stamp, Payload: payload}
	if id.Epoch != "" {
		m.ID = id.String()
	}
	buffer := scratch.Get().(*[]byte)
	body, err := json.Append((*buffer)[:0], &m, json.EscapeHTML|json.SortMapKeys)
	if err != nil {
		panic(fmt.Sprintf("wire: %s cannot be encoded: %v", kind, err))
	}
	message := slices.Clone(body)
	if cap(body) <= maxScratch {
		*buffer = body
	}
	scratch.Put(buffer)
	return message
}

// AppendPlain appends one framed message without an id.
func (f Framing) AppendPlain(to []byte, kind string, at time.Time, payload any) []byte {
	return f.Append(to, "", kind, Encode(kind, at, payload))
}
