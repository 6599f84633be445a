package feed

import (
	"slices"
	"sync"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// payloadBytes is about what the payload of an event takes in memory before it is encoded.
const payloadBytes = 512

// event is an event of a tick. It is encoded at most once.
type event struct {
	// Event has no payload: told has, so that encode may drop it while others read the rest.
	model.Event
	index int
	once  sync.Once
	told  model.Event
	// id and message are the texts of the event. Encode sets them; then Batch.placing guards message.
	id      string
	message []byte
	// framed are its bytes in each framing, nil until a filter that admits it needs them. Batch.placing guards them.
	framed [wire.Framings][]byte
}

// isFramed reports whether the event has its bytes in any framing.
func (e *event) isFramed() bool {
	return slices.ContainsFunc(e.framed[:], func(framed []byte) bool { return framed != nil })
}

// set makes e the event with an index. No other goroutine may see e.
func (e *event) set(told model.Event, index int) {
	e.Event, e.index, e.told = told, index, told
	e.Payload = nil
}

// encode makes the JSON of the event, if that is not done, and returns the number of bytes made.
func (e *event) encode(id wire.EventID, stamp string) (made int64) {
	e.once.Do(func() {
		e.id, e.message = id.String(), wire.EncodeEvent(id, e.Type, stamp, e.told.Content())
		e.told = model.Event{}
		made = int64(len(e.message))
	})
	return made
}
