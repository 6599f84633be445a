package feed

import (
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

const (
	// goOn is the remedy after a gap, and speedUp that after a gap of a slow consumer.
	goOn    = "go on from the snapshot that follows"
	speedUp = goOn + ", and read faster, or thin the stream with topics, task_id, node_id or interval"
)

// Advance moves over the next tick, which must be published, and returns its framed events. There may be none that the
// filter admits. If ticks are lost to the subscriber, Advance moves to the tick after newest and returns a gap, and
// the snapshot to go on from. ok is false if the subscriber was too slow and asked to be disconnected then. Subscribers
// share the parts and their list, which must not be changed.
func (c *Cursor) Advance(newest int64) (parts [][]byte, ok bool) {
	c.count = 0
	if c.parted() {
		return c.startOver(newest, "other_epoch", goOn), true
	}
	b, held := c.ticks.Batch(c.tick)
	if !held && !c.replaying {
		switch s := c.ticks.Suspension(); {
		case s.Lost(c.tick) && s.TooLong():
			return c.startOver(newest, "suspended", goOn), true
		case s.Lost(c.tick), c.ticks.Stepped(c.tick), c.patient:
			// The ring covers the ticks that were due at once, but not those that came while they were sent.
			c.replaying = true
		case c.closeSlow:
			return nil, false
		default:
			return c.startOver(newest, "slow_consumer", speedUp), true
		}
	}
	c.replaying, c.patient = c.replaying && !held, c.patient && !held
	whole := c.events(b)
	if c.replaying {
		if c.replayed += whole.length(); c.replayed > maxReplay {
			return c.startOver(newest, c.tooOld(newest), goOn), true
		}
	}
	c.tick, c.index, c.count = c.tick+1, 0, whole.Count
	return whole.Parts, true
}

// events returns the framed events of a tick for the subscriber.
func (c *Cursor) events(b *Batch) Framed {
	if c.Slow() {
		return c.eventsInTurn(b)
	}
	return c.take(b)
}

// eventsInTurn does what events does, when it is the subscriber's turn. It is apart because its result is on the heap.
func (c *Cursor) eventsInTurn(b *Batch) (events Framed) {
	c.ticks.InTurn(func() { events = c.take(b) })
	return events
}

// take returns the framed events of a tick, up to the limit if there is one.
func (c *Cursor) take(b *Batch) Framed {
	if c.hasLimit {
		return c.limited(b)
	}
	return b.Events(c.index, *c.filter, c.framing)
}

// limited returns the framed events of a tick up to the limit. It shares those of a whole tick with other subscribers.
func (c *Cursor) limited(b *Batch) Framed {
	if count := b.Count(*c.filter); c.index == 0 && count <= c.left {
		c.left -= count
		return b.Events(0, *c.filter, c.framing)
	}
	events := b.First(c.left, c.index, *c.filter, c.framing)
	c.left -= events.Count
	return events
}

// startOver moves to the tick after newest. It returns a gap up to there, and the snapshot to go on from.
func (c *Cursor) startOver(newest int64, reason, remedy string) [][]byte {
	return c.startOverFrom(c.position(), newest, reason, remedy)
}

// position returns the id of the next event to send.
func (c *Cursor) position() wire.EventID {
	return wire.EventID{Epoch: c.ticks.EpochAt(c.tick), Tick: c.tick, Index: c.index}
}

// startOverFrom does what startOver does. The gap begins at an id.
func (c *Cursor) startOverFrom(from wire.EventID, newest int64, reason, remedy string) [][]byte {
	b, _ := c.ticks.Batch(newest)
	c.seek(newest + 1)
	return [][]byte{c.gap(from, b, reason, remedy), c.snapshot(b)}
}

// gap returns a gap from an id to the end of a tick, and counts it.
func (c *Cursor) gap(from wire.EventID, b *Batch, reason, remedy string) []byte {
	c.ticks.CountGap(reason)
	return c.framing.AppendPlain(nil, model.EventGap.Type, b.Time(), model.Gap{
		From: from.String(), To: b.Last().String(), Reason: reason, Recover: remedy,
	})
}

// mend moves on to the feed that takes the place of one of the same epoch, and returns a gap and the snapshot to go on
// from. The gap begins where what was sent may be wrong. It returns nil if the next feed is that of another epoch.
func (c *Cursor) mend(next *Feed) [][]byte {
	from, reason := c.position(), c.ticks.Lost()
	if reason == "" || next.World().Epoch != c.Epoch() {
		return nil
	}
	if wrong := c.ticks.Wrong(); wrong < from.Tick {
		from = wire.EventID{Epoch: c.ticks.EpochAt(wrong), Tick: wrong}
	}
	newest := next.mended()
	c.ticks, c.heard, c.resume = newest, newest.heard(), false
	return c.startOverFrom(from, newest.Newest(), reason, goOn)
}

// parted reports whether the subscriber has the beginning of the next tick from a process with another history. Where
// the id to resume from was ahead, a command may have come before its tick was published here.
func (c *Cursor) parted() bool { return c.index > 0 && c.ticks.EpochAt(c.tick) != c.since.Epoch }
