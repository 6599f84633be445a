package feed

import (
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

const (
	// maxReplay limits the bytes that a subscriber gets of ticks that the ring does not hold any more.
	maxReplay = 64 << 20
	// maxAhead is how far ahead of now a resumed id may be, because the clocks of replicas differ.
	maxAhead = 5 * time.Second
)

// Ticks is the part of a Feed that a cursor reads.
type Ticks interface {
	// World returns the part of hello that describes the world.
	World() model.Hello
	// EpochAt returns the name of the world with its history up to a tick, as in the ids of that tick.
	EpochAt(tick int64) string
	Clock() Clock
	// SpeedAt returns the speed of the world at a published tick.
	SpeedAt(tick int64) float64
	// Newest returns the newest published tick.
	Newest() int64
	// Oldest returns the oldest tick after which a subscriber can resume.
	Oldest() int64
	// Suspension returns the last span without ticks.
	Suspension() Suspension
	// Stepped reports whether one of the ticks from one on was published by Step.
	Stepped(tick int64) bool
	// Notes, NotesAt and Next tell of changes of the clock.
	Notes() int64
	NotesAt(from, tick int64) (list []Note, next int64)
	Next() *Feed
	// Lost returns the reason for a gap before Next, if there is one.
	Lost() string
	// Wrong returns the first tick that may be wrong because of it, if Next goes on with the same epoch.
	Wrong() int64
	// Batch returns a published tick, and reports whether the ring holds it.
	Batch(tick int64) (b *Batch, held bool)
	// CountGap counts a gap by its reason.
	CountGap(reason string)
	// InTurn calls a slow function while no other call of InTurn runs.
	InTurn(call func())
	// SnapshotInTurn does the same for snapshots.
	SnapshotInTurn(call func())
}

// Cursor is the position of one subscriber in the stream, with its filter. One goroutine at a time may use it.
type Cursor struct {
	ticks Ticks
	// filter is shared by subscribers with equal ones. It is never changed.
	filter *ask.Filter
	// control is what the client may do under /mock, for hello.
	control string
	// since is the id that the client resumed from. It has no epoch if there was none.
	since wire.EventID
	// heard is the number of messages about the clock that the subscriber has got, or that came before it.
	heard int64
	// tick and index locate the next event to send.
	tick  int64
	index int
	// replayed counts the bytes sent while replaying is set.
	replayed int
	// left is the number of events until the end, if hasLimit is set.
	left int
	// count is the number of events that the last Advance returned.
	count int

	// Small fields stand together, because there are many subscribers. These are what the client asked for.
	framing                                    wire.Framing
	wantsSnapshot, resume, closeSlow, hasLimit bool
	// replaying is set while the next tick is older than the ring.
	replaying bool
	// patient is set if the subscriber lags without a fault of its client, and moved behind News that moved to another
	// epoch.
	patient, moved bool
}

// NewCursor returns a cursor. Greet must be called first.
func NewCursor(ticks Ticks, framing wire.Framing, wish ask.Subscription) Cursor {
	return Cursor{
		ticks: ticks, framing: framing, filter: ask.Share(wish.Filter), since: wish.Since,
		wantsSnapshot: wish.Snapshot, resume: wish.Resume, closeSlow: wish.CloseSlow, hasLimit: wish.Limit > 0,
		left: wish.Limit,
	}
}

// For returns a cursor for another filter of the same client, which begins anew. Greet must be called first.
func (c *Cursor) For(ticks Ticks, f ask.Filter) Cursor {
	wish := ask.Subscription{Filter: f, Snapshot: true, CloseSlow: c.closeSlow, Limit: c.left}
	next := NewCursor(ticks, c.framing, wish)
	next.control = c.control
	return next
}

// SetControl sets what hello says that the client may do under /mock.
func (c *Cursor) SetControl(control string) { c.control = control }

// Ended reports whether the subscriber got as many events as it asked for.
func (c *Cursor) Ended() bool { return c.hasLimit && c.left == 0 }

// Excuse lets ticks that the subscriber comes too late for be replayed to it instead of being told by a gap, until it
// has caught up.
func (c *Cursor) Excuse() { c.patient = true }

// Filter returns the filter of the subscription. Any goroutine may call it while the cursor is not replaced.
func (c *Cursor) Filter() *ask.Filter { return c.filter }

// Count returns the number of events that the last Advance returned, the snapshot not counted.
func (c *Cursor) Count() int { return c.count }

// Tick returns the next tick to send.
func (c *Cursor) Tick() int64 { return c.tick }

// Slow reports whether the next tick takes long: the ring does not hold it, or a part of it is computed for this
// subscriber alone.
func (c *Cursor) Slow() bool {
	return c.replaying || c.filter.Derives || c.heard != c.ticks.Notes() && c.ticks.Next() != nil
}

// Epoch returns the name of the world.
func (c *Cursor) Epoch() string { return c.ticks.World().Epoch }

// Moved reports whether the cursor has moved on to another epoch since Greet.
func (c *Cursor) Moved() bool { return c.moved }

// Newest returns the newest published tick of the epoch.
func (c *Cursor) Newest() int64 { return c.ticks.Newest() }

// Behind reports whether there is anything to send.
func (c *Cursor) Behind() bool { return c.tick <= c.ticks.Newest() || c.heard != c.ticks.Notes() }

// Greet moves the cursor to its first event. It returns the framed hello, a gap if the subscriber cannot resume, and
// the snapshot if there is one, which other subscribers share.
func (c *Cursor) Greet(wall time.Time) [][]byte {
	c.heard = c.ticks.Notes()
	for next := c.ticks.Next(); next != nil; next = next.Next() {
		c.ticks, c.heard = next, next.Notes()
	}
	newest := c.ticks.Newest()
	b, _ := c.ticks.Batch(newest)
	reason := c.seekStart(newest, c.ticks.Clock().Newest(wall.Add(maxAhead)))
	hello := c.hello(b, c.resume && reason == "")
	switch {
	case reason != "":
		return append([][]byte{hello}, c.startOver(newest, reason, goOn)...)
	case !c.resume && c.wantsSnapshot:
		return [][]byte{hello, c.snapshot(b)}
	default:
		return [][]byte{hello}
	}
}

// hello returns the framed hello at a tick.
func (c *Cursor) hello(b *Batch, resumed bool) []byte {
	hello := c.ticks.World()
	hello.Control = c.control
	hello.TickMS, hello.Speed = c.ticks.Clock().Tick.Milliseconds(), c.ticks.SpeedAt(b.Tick())
	hello.Resumed, hello.Topics = resumed, c.filter.Topics()
	return c.framing.AppendPlain(nil, model.EventHello.Type, b.Time(), hello)
}

// News returns the messages about the clock that are due before the next tick, if any. Behind one that ends the epoch
// come the hello of the next epoch and its snapshot, with which the cursor moves to that.
func (c *Cursor) News() (messages [][]byte) {
	if c.heard == c.ticks.Notes() {
		return nil
	}
	list, heard := c.ticks.NotesAt(c.heard, c.tick)
	for _, n := range list {
		if n.silent {
			continue
		}
		messages = append(messages, c.framing.AppendPlain(nil, model.EventClock.Type, n.at, n.change))
	}
	c.heard = heard
	next := c.ticks.Next()
	if next == nil || heard < c.ticks.Notes() {
		return messages
	}
	if gap := c.mend(next); gap != nil {
		return append(messages, gap...)
	}
	from, lost := c.position(), c.ticks.Lost()
	c.ticks, c.heard, c.resume, c.moved = next, 0, false, true
	b, held := next.Batch(next.First())
	if lost != "" {
		messages = append([][]byte{c.gap(from, b, lost, goOn)}, messages...)
	}
	c.seek(next.First() + 1)
	c.replaying = !held
	messages = append(messages, c.hello(b, false))
	if c.wantsSnapshot {
		messages = append(messages, c.snapshot(b))
	}
	return messages
}

// snapshot returns the snapshot of a tick. It waits for its turn unless another subscriber has it made already.
func (c *Cursor) snapshot(b *Batch) (made []byte) {
	if b.HasSnapshot(*c.filter, c.framing) {
		return b.Snapshot(*c.filter, c.framing)
	}
	c.ticks.SnapshotInTurn(func() { made = b.Snapshot(*c.filter, c.framing) })
	return made
}

// seekStart moves the cursor to the first event to send: the one after the id to resume from, or else the next tick.
// If the subscriber cannot resume, seekStart returns the reason, and moves the cursor to the beginning of the gap. No
// id after the tick furthest can be resumed from.
func (c *Cursor) seekStart(newest, furthest int64) (reason string) {
	c.seek(newest + 1)
	if !c.resume {
		return ""
	}
	since := c.since
	switch {
	case since.Epoch != c.ticks.EpochAt(since.Tick):
		reason = "other_epoch"
	case since.Tick > furthest:
		reason = "ahead"
	default:
		c.tick, c.index, c.replaying = since.Tick, since.Index+1, since.Tick <= newest
		if since.Tick < c.ticks.Oldest() {
			reason = c.tooOld(newest)
		}
		return reason
	}
	b, _ := c.ticks.Batch(newest)
	c.tick, c.index = newest, b.Last().Index
	return reason
}

// tooOld returns the reason for a gap where too much would have to be replayed: the suspension, if the next tick could
// be had before.
func (c *Cursor) tooOld(newest int64) string {
	if c.ticks.Suspension().Outdates(c.tick, newest-c.ticks.Oldest()) {
		return "suspended"
	}
	return "too_old"
}

// seek moves the cursor to the beginning of a tick that the ring holds or will hold.
func (c *Cursor) seek(tick int64) { c.tick, c.index, c.replaying, c.replayed = tick, 0, false, 0 }
