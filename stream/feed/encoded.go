package feed

import (
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// encoded is an event with its bytes.
type encoded struct {
	model.Event
	index   int
	id      string
	message []byte
}

// encode encodes an event of a tick.
func encode(e model.Event, id wire.EventID, stamp string) encoded {
	message := wire.EncodeEvent(id, e.Type, stamp, e.Payload)
	e.Payload = nil
	return encoded{Event: e, index: id.Index, id: id.String(), message: message}
}

// layOut writes events in one piece, as long as it has to be and without room behind it.
func layOut(events []*encoded, layout wire.Framing) []byte {
	length := 0
	for _, e := range events {
		length += layout.Overhead(e.id, e.Type) + len(e.message)
	}
	out := make([]byte, 0, length)
	for _, e := range events {
		out = layout.Append(out, e.id, e.Type, e.message)
	}
	return slices.Clip(out)
}
