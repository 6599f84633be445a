package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
)

// askWait limits the time for which ticks wait for an answer of the shared journal.
const askWait = time.Second

// startFollowing starts the goroutines that follow the shared journal, until the hub closes.
func (h *Hub) startFollowing() {
	ctx, cancel := context.WithCancel(context.Background())
	h.left.Go(func() {
		<-h.group.Closing()
		cancel()
	})
	h.left.Go(func() { h.follow(ctx) })
	h.left.Go(func() { h.askWhenStale(ctx) })
}

// follow lets each entry of the shared journal take effect. If one does not fit, the world goes on without those behind
// it, and cannot be changed any more.
func (h *Hub) follow(ctx context.Context) {
	defer func() {
		h.shared.stopped.Store(true)
		h.shared.announce()
	}()
	for e, err := range h.journal.Follow(ctx, h.state.Load().seq) {
		if err == nil {
			err = h.take(ctx, e)
		}
		if err != nil {
			if ctx.Err() == nil {
				h.options.Log.Error("the journal cannot be followed any more", "entry", e.Seq, "error", err)
				h.giveUp(e.Seq, err)
			}
			return
		}
	}
}

// giveUp tells the journal that one of its entries cannot be followed, so that it refuses changes and says why.
func (h *Hub) giveUp(entry uint64, err error) {
	if j, ok := h.journal.(interface{ GiveUp(entry uint64, err error) }); ok && entry > 0 {
		j.GiveUp(entry, err)
	}
}

// askWhenStale asks the shared journal for its newest entry when a tick is late, because this process may have stood
// still. The tick is published when that entry has been read, or when the journal does not answer.
func (h *Hub) askWhenStale(ctx context.Context) {
	for {
		select {
		case <-h.shared.stale:
		case <-ctx.Done():
			return
		}
		h.catchUp(ctx)
		h.shared.fresh.Store(time.Now().Add(h.options.Lead).UnixMicro())
		h.steer()
	}
}

// catchUp waits until the newest entry of the shared journal has been read.
func (h *Hub) catchUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	last, err := h.journal.Last(ctx)
	for err == nil && h.shared.read.Load() < last {
		changed := h.shared.changed()
		if h.shared.read.Load() >= last {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// take lets an entry take effect at its wall time.
func (h *Hub) take(ctx context.Context, e journal.Entry) error {
	now := h.state.Load().feed
	defer now.Release()
	due := effect(e)
	if now.Clock().Speed != 0 && !due.IsZero() {
		now.Hold(due)
		h.shared.read.Store(e.Seq)
		h.shared.announce()
		if err := sleepUntil(ctx, due); err != nil {
			return err
		}
	}
	f, err := h.shared.add(e)
	if err != nil {
		return err
	}
	switch err := h.apply(ctx, f, e); {
	case errors.Is(err, feed.ErrOvertaken):
		h.mend(f, e)
	case err != nil:
		return err
	}
	h.shared.read.Store(e.Seq)
	h.shared.announce()
	h.group.Wake()
	h.steer()
	return nil
}

// effect returns the wall time at which an entry takes effect, or zero if it says by its instants when that is.
func effect(e journal.Entry) time.Time {
	switch {
	case e.Clock != nil:
		return e.Clock.Wall
	case e.Epoch != nil:
		return e.Epoch.Wall
	case e.Faults != nil:
		return e.Faults.Wall
	}
	return time.Time{}
}

// apply makes the state of a fold behind an entry the present one. It fails with feed.ErrOvertaken if a tick is
// published that the entry comes before.
func (h *Hub) apply(ctx context.Context, f fold, e journal.Entry) error {
	before := h.state.Load()
	s := f.state
	s.feed, s.rules = before.feed, before.rules
	if s.feed.Clock().Speed != 0 && (e.Epoch == nil || e.Epoch.Silent) {
		// Commands for the present take effect later by the lead, when requests see it by themselves.
		s.shown = before.shown
	}
	switch {
	case e.Clock != nil:
		return h.turn(ctx, f, &s, e.Clock)
	case e.Epoch != nil && !e.Epoch.Silent:
		h.startEpoch(f, &s, e.Epoch)
		return nil
	}
	return s.feed.Change(f.first(e), func() (feed.Teller, error) {
		if e.Faults != nil {
			s.makeRules()
			h.adopt(&s)
		} else {
			h.state.Store(&s)
		}
		return s.telling(), nil
	})
}

// first returns the first instant that an entry changes.
func (f *fold) first(e journal.Entry) time.Time {
	tick := e.Tick
	switch {
	case len(e.Commands) > 0:
		return f.world.Start().Add(e.Commands[0].At)
	case e.Faults != nil:
		tick = e.Faults.Tick
	case e.Epoch != nil:
		tick = e.Epoch.Tick
	}
	return f.published.Time(tick).Add(time.Microsecond)
}

// behind returns a tick that an entry does not change, and neither those before it.
func behind(e journal.Entry) int64 {
	switch {
	case e.Clock != nil:
		return e.Clock.Tick - max(e.Clock.Ticks, 1)
	case e.Epoch != nil:
		return e.Epoch.Tick
	case e.Faults != nil:
		return e.Faults.Tick
	}
	return e.Tick
}

// turn follows a change of the clock.
func (h *Hub) turn(ctx context.Context, f fold, s *state, c *journal.Clock) error {
	after, reason := c.Tick-1, reasonSpeed
	switch {
	case c.Ticks > 0:
		after, reason = c.Tick-c.Ticks, reasonAdvance
	case c.Speed == 0:
		reason = reasonPause
	}
	message := new(s.change(f.published.Clock(), reason))
	if c.Ticks > 0 && !c.Last {
		message = nil
	}
	if err := s.feed.Turn(f.published, after, message); err != nil {
		return err
	}
	h.state.Store(s)
	if c.Ticks > 0 {
		h.offer(ctx)
	}
	return nil
}

// startEpoch follows the beginning of an epoch.
func (h *Hub) startEpoch(f fold, s *state, e *journal.Epoch) {
	old := s.feed
	s.openFeed(h.options, h.turns, f.published.At(time.Now(), h.slept()))
	change := s.change(Clock{Start: e.Now, Speed: f.published.Clock().Speed}, e.Reason)
	h.mu.Lock()
	defer h.mu.Unlock()
	if newest := old.Newest(); !old.EndAt(e.Tick, s.feed, change) {
		h.noteLate(newest-e.Tick, old.Clock().Tick, "reason", e.Reason)
	}
	h.goOn(s)
}

// mend goes on with a feed of the fold, because the present one has published ticks without the newest entry.
func (h *Hub) mend(f fold, e journal.Entry) {
	s := f.state
	s.rules = h.state.Load().rules
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.state.Load().feed
	h.noteLate(old.Newest()-behind(e), old.Clock().Tick, "entry", e.Seq)
	s.openFeed(h.options, h.turns, f.published.At(time.Now(), h.slept()))
	old.Mend(s.feed, behind(e))
	h.goOn(&s)
}

// noteLate counts and logs a change that came so many ticks after the newest one that its maker knew. The lead is the
// time that every change may take.
func (h *Hub) noteLate(ticks int64, tick time.Duration, about ...any) {
	h.shared.late.Add(1)
	lag := max(0, time.Duration(ticks)*tick-h.options.Lead)
	h.options.Log.Warn("a change came too late, subscribers get a gap", append(about, "lag", lag)...)
}

// LateChanges returns how many changes by other hubs came too late for ticks that were published. Subscribers of those
// got a gap.
func (h *Hub) LateChanges() int64 {
	if h.shared == nil {
		return 0
	}
	return h.shared.late.Load()
}

// slept returns how long the machine has slept.
func (h *Hub) slept() time.Duration {
	if h.options.Slept == nil {
		return 0
	}
	return h.options.Slept()
}
