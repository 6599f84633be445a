package feed

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// maxBatch is how many bytes a batch holds before it ceases to remember more.
const maxBatch = 16 << 20

// Batch is one tick. The first subscriber that reads it has its events computed and encoded; the same goes for every
// selection of them that some filter asks for.
type Batch struct {
	epoch  string
	tick   int64
	teller Teller
	// after and at are the world times of the tick before and of this one.
	after, at time.Time

	encode sync.Once
	events []encoded

	// size is how many bytes the batch holds.
	size atomic.Int64

	mu       sync.Mutex
	variants map[variant]func() []byte
}

// variant names bytes that equal subscribers share.
type variant struct {
	framing  wire.Framing
	filter   string
	snapshot bool
}

// NewBatch returns a tick that tells what happens after one world time and up to another. It costs nothing before it is
// read.
func NewBatch(epoch string, tick int64, after, at time.Time, t Teller) *Batch {
	return &Batch{epoch: epoch, tick: tick, teller: t, after: after, at: at, variants: map[variant]func() []byte{}}
}

// Time returns the tick's world time.
func (b *Batch) Time() time.Time { return b.at }

// Last returns the id of the tick's last event.
func (b *Batch) Last() wire.EventID { return b.id(len(b.all()) - 1) }

// id returns the id of an event of the tick.
func (b *Batch) id(index int) wire.EventID {
	return wire.EventID{Epoch: b.epoch, Tick: b.tick, Index: index}
}

// all returns the events of the tick in order.
func (b *Batch) all() []encoded {
	b.encode.Do(func() {
		events, stamp := b.teller.Events(b.after, b.at), model.Stamp(b.at)
		b.events = make([]encoded, len(events))
		for i, e := range events {
			b.events[i] = encode(e, b.id(i), stamp)
			b.size.Add(int64(len(b.events[i].message)))
		}
	})
	return b.events
}

// derived returns the events of the entities that only a filter names. Their indices follow the others.
func (b *Batch) derived(f ask.Filter) []model.Event {
	return b.teller.DerivedEvents(b.after, b.at, f.TaskIDs, f.NodeIDs)
}

// matching returns the events that a filter admits, the derived ones last.
func (b *Batch) matching(f ask.Filter) []*encoded {
	all := b.all()
	var list []*encoded
	for i := range all {
		if f.Admits(all[i].Event, b.tick) {
			list = append(list, &all[i])
		}
	}
	stamp := model.Stamp(b.at)
	for i, e := range b.derived(f) {
		if f.Admits(e, b.tick) {
			list = append(list, new(encode(e, b.id(len(all)+i), stamp)))
		}
	}
	return list
}

// Bytes returns the events that a filter admits, from an index on, laid out. Those of the whole tick are made once.
func (b *Batch) Bytes(index int, f ask.Filter, layout wire.Framing) []byte {
	if index > 0 {
		rest := slices.DeleteFunc(b.matching(f), func(e *encoded) bool { return e.index < index })
		return layOut(rest, layout)
	}
	v := variant{framing: layout, filter: f.Key}
	if made, ok := b.made(v); ok {
		return made()
	}
	return b.share(v, func() []byte { return layOut(b.matching(f), layout) })
}

// Snapshot returns the snapshot message for a filter, laid out. It is made once.
func (b *Batch) Snapshot(f ask.Filter, layout wire.Framing) []byte {
	return b.share(variant{framing: layout, filter: f.Scope, snapshot: true}, func() []byte {
		payload := b.teller.Snapshot(b.at, f.Wants, f.TaskIDs, f.NodeIDs)
		id := b.id(len(b.all()) + len(b.derived(f)) - 1)
		message := wire.EncodeEvent(id, model.EventSnapshot.Type, model.Stamp(b.at), payload)
		return slices.Clip(layout.Append(nil, id.String(), model.EventSnapshot.Type, message))
	})
}

// made returns what share has made, or is making, of a variant.
func (b *Batch) made(v variant) (made func() []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	made, ok = b.variants[v]
	return made, ok
}

// share returns what make makes, calling it for the first who asks. A batch that is full already has it made for the
// caller alone.
func (b *Batch) share(v variant, make func() []byte) []byte {
	b.mu.Lock()
	shared, ok := b.variants[v]
	if !ok && b.size.Load() > maxBatch {
		b.mu.Unlock()
		return make()
	}
	if !ok {
		shared = sync.OnceValue(func() []byte {
			made := make()
			b.size.Add(int64(len(made) + len(v.filter)))
			return made
		})
		b.variants[v] = shared
	}
	b.mu.Unlock()
	return shared()
}
