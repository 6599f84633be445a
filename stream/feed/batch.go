package feed

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// maxBatch is how many bytes a batch may hold before it stops keeping further variants.
const maxBatch = 16 << 20

// Batch is the events of one tick. A group of them is computed for the first subscriber whose filter may admit one of
// it, an event encoded for the first whose filter does, and each variant made for the first that needs it; all later
// ones share the bytes.
type Batch struct {
	epoch  string
	tick   int64
	teller Teller
	// after is the world time of the previous tick, at that of this one.
	after, at time.Time
	// behind is set for a tick that is older than the ring: one processor makes it, behind the ticks to come.
	behind bool

	compute sync.Once
	groups  []*group
	// stamp is at as text.
	stamp string

	// size counts the bytes that the batch holds, and account the same while a feed holds the batch.
	size    atomic.Int64
	account account

	// placing is locked while events get their bytes, on all processors if they are many.
	placing sync.Mutex

	mu       sync.Mutex
	variants map[variant]*madeOnce
}

// variant is the key of bytes that subscribers with equal filters share.
type variant struct {
	framing wire.Framing
	// scope is that of the filter, and due is set if the tick is one of its interval.
	scope         unique.Handle[string]
	due, snapshot bool
}

// madeOnce is the bytes of a variant. The first who gets them makes them.
type madeOnce struct {
	once   sync.Once
	framed Framed
}

// NewBatch returns the batch of a tick: the events after one world time and up to another. They are computed when they
// are first read.
func NewBatch(epoch string, tick int64, after, at time.Time, t Teller) *Batch {
	return &Batch{epoch: epoch, tick: tick, teller: t, after: after, at: at, variants: map[variant]*madeOnce{}}
}

// grow counts bytes that the batch holds from now on.
func (b *Batch) grow(bytes int64) {
	b.size.Add(bytes)
	b.account.add(bytes)
}

// Time returns the tick's world time.
func (b *Batch) Time() time.Time { return b.at }

// Last returns the id of the tick's last event.
func (b *Batch) Last() wire.EventID { return b.id(b.count() - 1) }

// Tick returns the tick.
func (b *Batch) Tick() int64 { return b.tick }

// id returns the id of the event with an index.
func (b *Batch) id(index int) wire.EventID {
	return wire.EventID{Epoch: b.epoch, Tick: b.tick, Index: index}
}

// all returns the groups of the tick in order. None is computed yet unless it was needed.
func (b *Batch) all() []*group {
	b.compute.Do(func() {
		b.stamp = model.Stamp(b.at)
		var before *group
		for _, g := range b.teller.Groups(b.after, b.at) {
			before = &group{told: g, before: before}
			b.groups = append(b.groups, before)
		}
	})
	return b.groups
}

// count returns the number of events, without those of derived ids. It computes all groups.
func (b *Batch) count() int {
	groups := b.all()
	if len(groups) == 0 {
		return 0
	}
	return b.end(groups[len(groups)-1])
}

// end returns the index behind a group, which it computes with all groups before it.
func (b *Batch) end(g *group) int {
	if g == nil {
		return 0
	}
	g.once.Do(func() {
		b.grow(g.compute(b.end(g.before)))
	})
	return g.first + len(g.events)
}

// Events returns the framed events that a filter admits, from an index on. Those of the whole tick are made once and
// shared.
func (b *Batch) Events(index int, f ask.Filter, framing wire.Framing) Framed {
	if index > 0 {
		return b.First(math.MaxInt, index, f, framing)
	}
	v := variant{framing: framing, scope: f.Scope, due: f.Due(b.tick)}
	return b.share(v, func() Framed {
		s := b.matching(f)
		defer s.free()
		return b.frame(s, framing)
	})
}

// First returns the framed events that a filter admits, from an index on and at most limit of them. The list is not
// shared.
func (b *Batch) First(limit, index int, f ask.Filter, framing wire.Framing) Framed {
	s := b.matching(f)
	defer s.free()
	s.events = slices.DeleteFunc(s.events, func(e *event) bool { return e.index < index })
	s.events = s.events[:min(limit, len(s.events))]
	return b.frame(s, framing)
}

// Count returns the number of events that a filter admits.
func (b *Batch) Count(f ask.Filter) int {
	s := b.admitted(f)
	defer s.free()
	return len(s.events)
}

// Snapshot returns the framed snapshot message for a filter. It is made once and shared.
func (b *Batch) Snapshot(f ask.Filter, framing wire.Framing) []byte {
	return b.share(variant{framing: framing, scope: f.Scope, snapshot: true}, func() Framed {
		var tasks, nodes []string
		if f.Derives {
			tasks, nodes = f.TaskIDs, f.NodeIDs
		}
		payload := b.teller.Snapshot(b.at, f.Wants, tasks, nodes)
		id := b.id(b.count() + len(b.derived(f)) - 1)
		message := wire.EncodeEvent(id, model.EventSnapshot.Type, model.Stamp(b.at), payload)
		framed := slices.Clip(framing.Append(nil, id.String(), model.EventSnapshot.Type, message))
		b.grow(int64(len(framed)))
		return Framed{Parts: [][]byte{framed}}
	}).Parts[0]
}

// HasSnapshot reports whether a call of Snapshot has made it, or is making it.
func (b *Batch) HasSnapshot(f ask.Filter, framing wire.Framing) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.variants[variant{framing: framing, scope: f.Scope, snapshot: true}] != nil
}

// share returns the bytes of a variant. make is called for the first caller, and its result kept for all later ones,
// unless the batch is full or the budget spent.
func (b *Batch) share(v variant, make func() Framed) Framed {
	s := b.room(v)
	if s == nil {
		return make()
	}
	s.once.Do(func() {
		s.framed = make()
		b.grow(int64(len(s.framed.Parts) * partBytes))
	})
	return s.framed
}

// room returns the room for the bytes of a variant, or nil if the batch is full or the budget spent.
func (b *Batch) room(v variant) *madeOnce {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.variants[v]
	if s == nil && b.size.Load() <= maxBatch && !b.account.budget.isSpent() {
		s = new(madeOnce)
		b.variants[v] = s
	}
	return s
}
