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

// maxBatch is how many bytes a batch may hold before it stops keeping further variants.
const maxBatch = 16 << 20

// Batch is the events of one tick. They are computed for the first subscriber that reads the tick, encoded for the
// first whose filter admits them, and each variant is made for the first that needs it; all later ones share the bytes.
type Batch struct {
	epoch  string
	tick   int64
	teller Teller
	// after is the world time of the previous tick, at that of this one.
	after, at time.Time

	compute sync.Once
	events  []event
	// stamp is at as text.
	stamp string

	// size counts the bytes that the batch holds.
	size atomic.Int64

	mu       sync.Mutex
	variants map[variant]func() []byte
}

// variant is the key of bytes that subscribers with equal filters share.
type variant struct {
	framing  wire.Framing
	filter   string
	snapshot bool
}

// NewBatch returns the batch of a tick: the events after one world time and up to another. They are computed when they
// are first read.
func NewBatch(epoch string, tick int64, after, at time.Time, t Teller) *Batch {
	return &Batch{epoch: epoch, tick: tick, teller: t, after: after, at: at, variants: map[variant]func() []byte{}}
}

// Time returns the tick's world time.
func (b *Batch) Time() time.Time { return b.at }

// Last returns the id of the tick's last event.
func (b *Batch) Last() wire.EventID { return b.id(len(b.all()) - 1) }

// id returns the id of the event with an index.
func (b *Batch) id(index int) wire.EventID {
	return wire.EventID{Epoch: b.epoch, Tick: b.tick, Index: index}
}

// all returns the events of the tick in order, without those of derived ids.
func (b *Batch) all() []event {
	b.compute.Do(func() {
		told := b.teller.Events(b.after, b.at)
		b.stamp = model.Stamp(b.at)
		b.events = make([]event, len(told))
		for i, e := range told {
			b.events[i].set(e, i)
		}
		b.size.Add(int64(len(told)) * payloadBytes)
	})
	return b.events
}

// derived returns the events of the ids that a filter names and no list holds. Their indices follow all others.
func (b *Batch) derived(f ask.Filter) []model.Event {
	return b.teller.DerivedEvents(b.after, b.at, f.TaskIDs, f.NodeIDs)
}

// matching returns the events that a filter admits with their JSON, the derived ones last.
func (b *Batch) matching(f ask.Filter) []*event {
	all := b.all()
	var list []*event
	for i := range all {
		if e := &all[i]; f.Admits(e.Event, b.tick) {
			b.size.Add(e.encode(b.id(i), b.stamp))
			list = append(list, e)
		}
	}
	for i, d := range b.derived(f) {
		if f.Admits(d, b.tick) {
			e := new(event)
			e.set(d, len(all)+i)
			e.encode(b.id(e.index), b.stamp)
			list = append(list, e)
		}
	}
	return list
}

// Bytes returns the framed events that a filter admits, from an index on. Those of the whole tick are made once and
// shared.
func (b *Batch) Bytes(index int, f ask.Filter, framing wire.Framing) []byte {
	if index > 0 {
		return frame(b.from(index, f), framing)
	}
	v := variant{framing: framing, filter: f.Key}
	if made, ok := b.made(v); ok {
		return made()
	}
	return b.share(v, func() []byte { return frame(b.matching(f), framing) })
}

// First returns the framed events that a filter admits, from an index on and at most limit of them, and their number.
// They are not shared.
func (b *Batch) First(limit, index int, f ask.Filter, framing wire.Framing) (events []byte, count int) {
	list := b.from(index, f)
	list = list[:min(limit, len(list))]
	return frame(list, framing), len(list)
}

// Count returns the number of events that a filter admits.
func (b *Batch) Count(f ask.Filter) int {
	count := 0
	for i := range b.all() {
		if f.Admits(b.events[i].Event, b.tick) {
			count++
		}
	}
	for _, d := range b.derived(f) {
		if f.Admits(d, b.tick) {
			count++
		}
	}
	return count
}

// from returns the events that a filter admits, from an index on.
func (b *Batch) from(index int, f ask.Filter) []*event {
	return slices.DeleteFunc(b.matching(f), func(e *event) bool { return e.index < index })
}

// Snapshot returns the framed snapshot message for a filter. It is made once and shared.
func (b *Batch) Snapshot(f ask.Filter, framing wire.Framing) []byte {
	return b.share(variant{framing: framing, filter: f.Scope, snapshot: true}, func() []byte {
		payload := b.teller.Snapshot(b.at, f.Wants, f.TaskIDs, f.NodeIDs)
		id := b.id(len(b.all()) + len(b.derived(f)) - 1)
		message := wire.EncodeEvent(id, model.EventSnapshot.Type, model.Stamp(b.at), payload)
		return slices.Clip(framing.Append(nil, id.String(), model.EventSnapshot.Type, message))
	})
}

// MadeSnapshot returns what Snapshot returns, and reports whether a call of it has made that or is making it.
func (b *Batch) MadeSnapshot(f ask.Filter, framing wire.Framing) (snapshot []byte, ok bool) {
	made, ok := b.made(variant{framing: framing, filter: f.Scope, snapshot: true})
	if !ok {
		return nil, false
	}
	return made(), true
}

// made returns the bytes of a variant that share has made or is making.
func (b *Batch) made(v variant) (made func() []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	made, ok = b.variants[v]
	return made, ok
}

// share returns the bytes of a variant. It calls make for the first caller and keeps the result for all later ones,
// unless the batch is full.
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
