package feed

import (
	"slices"
	"sync"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

const (
	// eventBytes is about what an event takes in memory beside its bytes in the framings, with the text of its id.
	eventBytes = 296
	// payloadBytes is about what its payload takes until it is encoded.
	payloadBytes = 216
)

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

// encode makes the JSON of the event, if that is not done, and returns by how many bytes the event grows. It drops the
// payload.
func (e *event) encode(id wire.EventID, stamp string) (made int64) {
	e.once.Do(func() {
		e.id, e.message = id.String(), wire.EncodeEvent(id, e.Type, stamp, e.told.Content())
		e.told = model.Event{}
		made = int64(len(e.message)) - payloadBytes
	})
	return made
}
