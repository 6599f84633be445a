package feed

import (
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// encoded is an event with its JSON. Its payload is dropped.
type encoded struct {
	model.Event
	index   int
	id      string
	message []byte
}

// encode returns an event of a tick with its JSON.
func encode(e model.Event, id wire.EventID, stamp string) encoded {
	message := wire.EncodeEvent(id, e.Type, stamp, e.Payload)
	e.Payload = nil
	return encoded{Event: e, index: id.Index, id: id.String(), message: message}
}

// frame returns framed events in one slice. It has no spare capacity, because subscribers share it.
func frame(events []*encoded, framing wire.Framing) []byte {
	length := 0
	for _, e := range events {
		length += framing.Overhead(e.id, e.Type) + len(e.message)
	}
	out := make([]byte, 0, length)
	for _, e := range events {
		out = framing.Append(out, e.id, e.Type, e.message)
	}
	return slices.Clip(out)
}
