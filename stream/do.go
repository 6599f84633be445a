package stream

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Decision returns the commands for a world, given its state at an instant.
type Decision = func(w *world.World, now time.Time) ([]model.Verb, error)

// Scheduled is a command with an instant of its own.
type Scheduled struct {
	// At is when the command takes effect. Defaults to now.
	At time.Time
	model.Verb
}

// Given is what a call of Give has done.
type Given struct {
	// Commands are as they were logged, without those that change nothing.
	Commands []model.Command
	// Now is the instant of those that were for the present.
	Now time.Time
	// Before and After are the worlds without and with the commands.
	Before, After *world.World
}

// ErrTooLate reports a command for an instant that a published tick shows.
var ErrTooLate = errors.New("at is not after the newest tick, and published ticks never change: use a later instant, " +
	"such as +10s, or leave it out")

// tooSoon is ErrTooLate where other hubs append to the journal.
type tooSoon struct{}

var errSooner tooSoon

func (tooSoon) Error() string {
	return "at is earlier than --lead from now, the time in which replicas agree: use a later instant, such as +10s, or " +
		"leave it out"
}

func (tooSoon) Is(target error) bool { return target == ErrTooLate }

// Do applies the commands that decide returns, all or none, and returns them as they were logged, without those that
// change nothing. They take effect after the newest tick, so that published ticks never change. Requests that follow
// see their effect.
//
// The next world is computed while streams and requests go on. If a new tick is published meanwhile, Do calls decide
// again for a later instant. Do waits for its turn: behind the ticks, and at most commandRate times a second. It
// returns the errors of decide, world.World.WithAll, journal.Journal.Append and ctx.
func (h *Hub) Do(ctx context.Context, decide Decision) ([]model.Command, error) {
	given, err := h.Give(ctx, func(w *world.World, now time.Time) ([]Scheduled, error) {
		verbs, err := decide(w, now)
		list := make([]Scheduled, len(verbs))
		for i, v := range verbs {
			list[i].Verb = v
		}
		return list, err
	})
	return given.Commands, err
}

// Give does what Do does for commands that may have instants of their own. It fails with ErrTooLate if one is not after
// the newest tick, or, where other hubs append to the journal, before the instant of those for the present.
func (h *Hub) Give(ctx context.Context, decide func(*world.World, time.Time) ([]Scheduled, error)) (Given, error) {
	given, due, err := h.give(ctx, decide)
	if err == nil {
		err = sleepUntil(ctx, due)
	}
	return given, err
}

// give does what Give does. It returns the wall time at which commands for the present take effect.
func (h *Hub) give(
	ctx context.Context, decide func(*world.World, time.Time) ([]Scheduled, error),
) (given Given, due time.Time, err error) {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return Given{}, due, err
	}
	defer done()
	for late := time.Duration(0); ; {
		begun := time.Now()
		lead := late + h.lead(h.state.Load())
		given, err := h.decide(ctx, lead, decide)
		if err = h.settle(ctx, err); !errors.Is(err, feed.ErrOvertaken) {
			return given, begun.Add(lead), err
		}
		if ctx.Err() != nil {
			return given, due, ctx.Err()
		}
		late = 2 * max(late, time.Since(begun))
	}
}

// checkOpen returns errClosing once the hub closes.
func (h *Hub) checkOpen() error {
	select {
	case <-h.group.Closing():
		return errClosing
	default:
		return nil
	}
}

// takeTurn waits until no other change of the hub is computed, the limit of decisions allows another one, and the lanes
// have served the tick. The caller calls done at the end.
func (h *Hub) takeTurn(ctx context.Context) (done func(), err error) {
	if err := h.checkOpen(); err != nil {
		return nil, err
	}
	select {
	case h.deciding <- struct{}{}:
	case <-h.group.Closing():
		return nil, errClosing
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	limit := h.options.Decisions
	if err := limit.take(ctx, h.group.Closing()); err != nil {
		<-h.deciding
		return nil, err
	}
	done = func() {
		limit.done()
		<-h.deciding
	}
	if err := h.readAll(ctx); err != nil {
		done()
		return nil, err
	}
	h.options.Lanes.Yield()
	return done, nil
}

// decide tries Give once, for the instant that is lead of wall time from now. Only one goroutine at a time may call it.
func (h *Hub) decide(
	ctx context.Context, lead time.Duration, decide func(*world.World, time.Time) ([]Scheduled, error),
) (Given, error) {
	base := h.state.Load()
	given := Given{Now: h.instant(base, lead), Before: base.world, After: base.world}
	list, err := decide(base.world, given.Now)
	if err != nil || len(list) == 0 {
		return given, err
	}
	if room, err := h.journal.Room(ctx); err != nil || len(list) > room {
		// Refused before the next world is computed, which is the expensive part.
		return given, cmp.Or(err, journal.ErrFull)
	}
	commands, present := ordered(list, given.Now, base.world.Start())
	first := base.world.Start().Add(commands[0].At)
	switch {
	case h.shared != nil && first.Before(given.Now):
		return given, errSooner
	case first.Before(given.Now) && !first.After(base.feed.Time(base.feed.Newest())):
		return given, ErrTooLate
	}
	if given.After, given.Commands, err = base.merged(commands); err != nil || len(given.Commands) == 0 {
		return given, err
	}
	history := base.history.with(base.world.Start(), base.lists+1, given.Commands)
	entry := journal.Entry{Commands: given.Commands, Tick: h.newest(base)}
	if present {
		entry.Now = given.Now
	}
	return given, base.feed.Change(first, func() (feed.Teller, error) {
		s := *base
		if err := h.record(ctx, &s, entry); err != nil {
			return nil, err
		}
		s.lists, s.world, s.history = base.lists+1, given.After, history
		if present {
			s.shown = given.Now
		}
		h.state.Store(&s)
		return s.telling(), nil
	})
}

// ordered returns commands in the order of their instants, as time since start, and reports whether one is for now.
func ordered(list []Scheduled, now, start time.Time) (commands []model.Command, present bool) {
	for _, c := range list {
		at := c.At
		if at.IsZero() {
			at, present = now, true
		}
		commands = append(commands, model.Command{At: at.Sub(start), Verb: c.Verb})
	}
	slices.SortStableFunc(commands, func(a, b model.Command) int { return cmp.Compare(a.At, b.At) })
	return commands, present
}

// instant returns when commands take effect: lead of wall time from now, but after the newest tick and not before any
// earlier command for the present.
func (h *Hub) instant(s *state, lead time.Duration) time.Time {
	wall := time.Now()
	_, clock := s.feed.Advance(wall)
	at := clock.Now(wall.Add(lead))
	if published := s.feed.Time(h.newest(s)); !at.After(published) {
		at = published.Add(time.Microsecond)
	}
	if s.shown.After(at) {
		at = s.shown
	}
	return at
}
