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

// encode encodes events of one tick and time; first is the place of the first of them.
func encode(events []model.Event, first wire.EventID, stamp string) []encoded {
	list := make([]encoded, len(events))
	for i, e := range events {
		id := first
		id.Index += i
		message := wire.EncodeEvent(id, e.Type, stamp, e.Payload)
		list[i] = encoded{Event: e, index: id.Index, id: id.String(), message: message}
		list[i].Payload = nil
	}
	return list
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
