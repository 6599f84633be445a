package feed

import (
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

const (
	// maxReplay is how many bytes a subscriber gets of ticks that are no longer at hand.
	maxReplay = 64 << 20
	// maxAhead is how far ahead of the newest tick an id may be to be waited for: the clocks of replicas differ.
	maxAhead = 5 * time.Second
)

// Ticks is what a cursor looks at: a Feed.
type Ticks interface {
	// Epoch names the world, and EpochAt the world with its history up to a tick, as ids do.
	Epoch() string
	EpochAt(tick int64) string
	Clock() Clock
	// Newest returns the newest tick that was published, Oldest the oldest behind which a subscriber can resume.
	Newest() int64
	Oldest() int64
	// Batch returns a published tick and reports whether it was at hand.
	Batch(tick int64) (b *Batch, atHand bool)
	// InTurn calls a function that takes long, when no other one of them runs.
	InTurn(call func())
}

// Cursor is the position of one subscriber in the stream, and what it wants to hear. One goroutine at a time may use
// it.
type Cursor struct {
	ticks  Ticks
	layout wire.Framing
	wish   ask.Subscription
	// tick and index are the next event to send.
	tick  int64
	index int
	// replaying is set while the ticks to send are older than those at hand; replayed counts the bytes sent meanwhile.
	replaying bool
	replayed  int
}

// NewCursor returns a cursor that is to begin with Greet.
func NewCursor(ticks Ticks, layout wire.Framing, wish ask.Subscription) Cursor {
	return Cursor{ticks: ticks, layout: layout, wish: wish}
}

// Wish returns what the subscriber wants to hear.
func (c *Cursor) Wish() ask.Subscription { return c.wish }

// Tick returns the next tick to send.
func (c *Cursor) Tick() int64 { return c.tick }

// Slow reports whether the next tick takes long: because it is no longer at hand, or because a part of it is for this
// subscriber alone.
func (c *Cursor) Slow() bool { return c.replaying || c.wish.Filter.Derives }

// Greet places the cursor and returns what the subscriber has to know before the next event: hello, and a gap where it
// cannot resume. The snapshot that follows is shared with others. Greet fills in what hello says of the stream.
func (c *Cursor) Greet(wall time.Time, hello model.Hello) (head, snapshot []byte) {
	newest, clock := c.ticks.Newest(), c.ticks.Clock()
	b, _ := c.ticks.Batch(newest)
	reason := c.place(newest, clock.Newest(wall.Add(maxAhead)))
	hello.Epoch, hello.TickMS, hello.Speed = c.ticks.Epoch(), clock.Tick.Milliseconds(), clock.Speed
	hello.Resumed, hello.Topics = c.wish.Resume && reason == "", c.wish.Filter.Topics()
	head = c.layout.AppendPlain(nil, model.EventHello.Type, b.Time(), hello)
	if reason != "" {
		gap, snapshot := c.startOver(newest, reason, goOn)
		return append(head, gap...), snapshot
	}
	if !hello.Resumed && c.wish.Snapshot {
		snapshot = b.Snapshot(c.wish.Filter, c.layout)
	}
	return head, snapshot
}

// place sets the cursor to where the subscriber wants to resume, if that is not behind the tick furthest ahead.
// Otherwise it returns why not, and sets the cursor to where the gap begins.
func (c *Cursor) place(newest, furthest int64) (reason string) {
	c.seek(newest + 1)
	if !c.wish.Resume {
		return ""
	}
	since := c.wish.Since
	switch {
	case since.Epoch != c.ticks.EpochAt(since.Tick):
		reason = "other_epoch"
	case since.Tick > furthest:
		reason = "ahead"
	default:
		c.tick, c.index, c.replaying = since.Tick, since.Index+1, since.Tick <= newest
		if since.Tick < c.ticks.Oldest() {
			reason = "too_old"
		}
		return reason
	}
	b, _ := c.ticks.Batch(newest)
	c.tick, c.index = newest, b.Last().Index
	return reason
}

// seek sets the cursor to the beginning of a tick that is at hand or about to come.
func (c *Cursor) seek(tick int64) { c.tick, c.index, c.replaying, c.replayed = tick, 0, false, 0 }

const (
	// goOn is what to do after a gap, speedUp where the gap is the reader's.
	goOn    = "go on from the snapshot that follows"
	speedUp = goOn + ", and read faster, or thin the stream with topics, task_id, node_id or interval"
)

// Advance moves over one tick, which is not after the newest, and returns what it holds for the subscriber: nothing,
// where its filter leaves nothing. Where ticks are lost to it, it moves behind the newest and returns a gap and the
// snapshot to go on from. ok is false if the subscriber was too slow for the ring, and would rather be disconnected.
func (c *Cursor) Advance(newest int64) (events, snapshot []byte, ok bool) {
	b, atHand := c.ticks.Batch(c.tick)
	if !atHand && !c.replaying {
		if c.wish.CloseSlow {
			return nil, nil, false
		}
		events, snapshot = c.startOver(newest, "slow_consumer", speedUp)
		return events, snapshot, true
	}
	c.replaying = c.replaying && !atHand
	events = c.bytes(b)
	if c.replaying {
		if c.replayed += len(events); c.replayed > maxReplay {
			events, snapshot = c.startOver(newest, "too_old", goOn)
			return events, snapshot, true
		}
	}
	c.tick, c.index = c.tick+1, 0
	return events, nil, true
}

// bytes returns what a tick holds for the subscriber.
func (c *Cursor) bytes(b *Batch) (events []byte) {
	if !c.Slow() {
		return b.Bytes(c.index, c.wish.Filter, c.layout)
	}
	c.ticks.InTurn(func() { events = b.Bytes(c.index, c.wish.Filter, c.layout) })
	return events
}

// startOver moves behind the newest tick. It returns a gap up to there, and the snapshot to go on from.
func (c *Cursor) startOver(newest int64, reason, remedy string) (gap, snapshot []byte) {
	b, _ := c.ticks.Batch(newest)
	from := wire.EventID{Epoch: c.ticks.EpochAt(c.tick), Tick: c.tick, Index: c.index}
	c.seek(newest + 1)
	gap = c.layout.AppendPlain(nil, model.EventGap.Type, b.Time(), model.Gap{
		From: from.String(), To: b.Last().String(), Reason: reason, Recover: remedy,
	})
	return gap, b.Snapshot(c.wish.Filter, c.layout)
}
