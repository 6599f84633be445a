package stream

import (
	"context"
	"fmt"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

const (
	// MinTick and LongestTick bound the wall time between two ticks, which is in whole milliseconds.
	MinTick     = 20 * time.Millisecond
	LongestTick = time.Hour
	// MaxSeed is the largest whole number that a JavaScript number holds.
	MaxSeed = 1<<53 - 1
	// reasonJournal is the reason in messages about the clock when another journal was played.
	reasonJournal = "journal"
)

// Play checks the entries of a journal, and returns them as they are logged. Behind the last one the world stands.
// Errors are those of ctx and of type *journal.Fault.
func Play(ctx context.Context, entries []journal.Entry) ([]journal.Entry, error) {
	_, logged, err := play(ctx, entries)
	return logged, err
}

// play returns the fold over a journal, behind which the world stands, and its entries as they are logged.
func play(ctx context.Context, entries []journal.Entry) (*fold, []journal.Entry, error) {
	f := &fold{}
	logged := make([]journal.Entry, 0, len(entries)+1)
	add := func(e journal.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		e.Seq = uint64(len(logged) + 1)
		if err := checkGenesis(e); err != nil {
			return err
		}
		e, err := f.add(e)
		logged = append(logged, e)
		return err
	}
	for _, e := range entries {
		if err := add(e); err != nil {
			return nil, nil, err
		}
	}
	if len(logged) == 0 {
		return nil, nil, mistake("", "there is no entry: the first one is the genesis")
	}
	if newest := f.published.Newest(); f.published.Clock().Speed != 0 {
		stand := journal.Clock{Tick: newest, Now: f.published.Time(newest), Stand: true}
		if err := add(journal.Entry{Clock: &stand}); err != nil {
			return nil, nil, err
		}
	}
	f.published = f.published.Played()
	return f, logged, nil
}

// checkGenesis returns an error if the genesis of an entry has a value out of range.
func checkGenesis(e journal.Entry) error {
	g, at := e.Genesis, "genesis"
	if e.Epoch != nil && e.Epoch.Genesis != nil {
		g, at = e.Epoch.Genesis, "scenario"
	}
	refuse := func(field, format string, args ...any) error {
		return &journal.Fault{Entry: int(e.Seq), Field: at + "." + field, Message: fmt.Sprintf(format, args...)}
	}
	if g == nil {
		return nil
	}
	if year := g.Start.Year(); year < 1900 || year > 9000 {
		return refuse("start", "the year %d is not from 1900 to 9000: use, for example, 2026-01-01T00:00:00Z", year)
	}
	if g.Seed > MaxSeed {
		return refuse("seed", "%d is above %d, the largest whole number that every JSON reader holds", g.Seed, MaxSeed)
	}
	if g.Tick < MinTick || g.Tick > LongestTick || g.Tick%time.Millisecond != 0 {
		return refuse("tick", "%s is not whole milliseconds from %s to %s: use, for example, 500ms", g.Tick, MinTick,
			LongestTick)
	}
	if err := CheckSpeed(g.Speed, g.Tick); err != nil {
		return refuse("speed", "%v", err)
	}
	return nil
}

// Entries returns the journal of the run. It waits for its turn, and returns the errors of ctx and of the journal.
func (h *Hub) Entries(ctx context.Context) ([]journal.Entry, error) {
	done, err := h.takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	last := h.state.Load().seq
	list := make([]journal.Entry, 0, last)
	for e, err := range h.journal.Follow(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if list = append(list, e); e.Seq == last {
			break
		}
	}
	return list, nil
}

// Load replaces the run by that of another journal. The world then stands at the newest tick of that. Subscribers go on
// with the first tick of its last epoch. Errors are those of Play and of the journal; nothing has changed then.
func (h *Hub) Load(ctx context.Context, entries []journal.Entry) error {
	f, logged, err := play(ctx, entries)
	if err != nil {
		return err
	}
	done, err := h.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer done()
	s := h.state.Load()
	return h.succeed(s.feed, func(Clock) (*state, model.ClockChange, error) {
		change := f.change(f.published.Clock(), reasonJournal)
		if err := h.journal.Replace(ctx, s.seq, logged); err != nil {
			return nil, change, err
		}
		f.openFeed(h.options, h.turns, f.published)
		return &f.state, change, nil
	})
}
