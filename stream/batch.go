package stream

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
	"trainmock/stream/world"
)

// batch is one tick: its events are computed and encoded by the first subscriber that reads it, and so is every
// selection of them that some filter asks for.
type batch struct {
	epoch string
	tick  int64
	world *world.World
	// after and at are the world times of the tick before and of this one.
	after, at time.Time

	encode sync.Once
	events []encoded

	// size is how many bytes the batch holds.
	size atomic.Int64

	mu    sync.Mutex
	parts map[part]func() []byte
}

// maxBatch is how many bytes a batch holds before it ceases to remember more.
const maxBatch = ringBytes / 4

// encoded is an event with its bytes.
type encoded struct {
	model.Event
	index   int
	id      string
	message []byte
}

// part names bytes that equal subscribers share.
type part struct {
	framing  wire.Framing
	filter   string
	snapshot bool
}

func newBatch(epoch string, tick int64, c Clock, w *world.World) *batch {
	return &batch{
		epoch: epoch, tick: tick, world: w, after: c.Time(tick - 1), at: c.Time(tick),
		parts: map[part]func() []byte{},
	}
}

// all are the events of the tick in order.
func (b *batch) all() []encoded {
	b.encode.Do(func() {
		b.events = b.seal(b.world.Events(b.after, b.at), 0)
		for _, e := range b.events {
			b.size.Add(int64(len(e.message)))
		}
	})
	return b.events
}

// seal encodes events whose indices begin at first.
func (b *batch) seal(events []model.Event, first int) []encoded {
	list := make([]encoded, len(events))
	stamp := model.Stamp(b.at)
	for i, e := range events {
		id := ask.EventID{Epoch: b.epoch, Tick: b.tick, Index: first + i}
		message := wire.EncodeEvent(id, e.Type, stamp, e.Payload)
		list[i] = encoded{Event: e, index: id.Index, id: id.String(), message: message}
		list[i].Payload = nil
	}
	return list
}

// matching are the events that a filter admits, those of entities that only it names behind the others.
func (b *batch) matching(f ask.Filter) []*encoded {
	all := b.all()
	derived := b.seal(b.world.DerivedEvents(b.after, b.at, f.TaskIDs, f.NodeIDs), len(all))
	var list []*encoded
	for _, events := range [][]encoded{all, derived} {
		for i := range events {
			if f.Admits(events[i].Event, b.tick) {
				list = append(list, &events[i])
			}
		}
	}
	return list
}

// bytes are the events that a filter admits, laid out. They are made once.
func (b *batch) bytes(f ask.Filter, layout wire.Framing) []byte {
	p := part{framing: layout, filter: f.Key}
	if made, ok := b.shared(p); ok {
		return made()
	}
	return b.share(p, func() []byte { return b.layOut(b.matching(f), layout) })
}

// bytesFrom is bytes without the events before an index.
func (b *batch) bytesFrom(index int, f ask.Filter, layout wire.Framing) []byte {
	if index == 0 {
		return b.bytes(f, layout)
	}
	var rest []*encoded
	for _, e := range b.matching(f) {
		if e.index >= index {
			rest = append(rest, e)
		}
	}
	return b.layOut(rest, layout)
}

// snapshot is the snapshot message for a filter, laid out. It is made once.
func (b *batch) snapshot(f ask.Filter, layout wire.Framing) []byte {
	return b.share(part{framing: layout, filter: f.Scope, snapshot: true}, func() []byte {
		payload := b.world.At(b.at).Snapshot(f.Wants, f.TaskIDs, f.NodeIDs)
		last := len(b.all()) + len(b.world.DerivedEvents(b.after, b.at, f.TaskIDs, f.NodeIDs)) - 1
		id := ask.EventID{Epoch: b.epoch, Tick: b.tick, Index: last}
		message := wire.EncodeEvent(id, "snapshot", model.Stamp(b.at), payload)
		return slices.Clip(layout.Append(nil, id.String(), "snapshot", message))
	})
}

// layOut makes the bytes in one piece, as long as they have to be and without room behind them.
func (b *batch) layOut(events []*encoded, layout wire.Framing) []byte {
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

// shared is what share made, or is making, if it did.
func (b *batch) shared(p part) (made func() []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	made, ok = b.parts[p]
	return made, ok
}

// share returns what make makes, calling it for the first who asks. What a batch that is full already does not hold is
// made for the caller alone.
func (b *batch) share(p part, make func() []byte) []byte {
	b.mu.Lock()
	shared, ok := b.parts[p]
	if !ok && b.size.Load() > maxBatch {
		b.mu.Unlock()
		return make()
	}
	if !ok {
		shared = sync.OnceValue(func() []byte {
			made := make()
			b.size.Add(int64(len(made) + len(p.filter)))
			return made
		})
		b.parts[p] = shared
	}
	b.mu.Unlock()
	return shared()
}
