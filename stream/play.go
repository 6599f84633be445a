package stream

import (
	"context"
	"errors"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// reasonJournal is the reason in messages about the clock when another journal was played.
const reasonJournal = "journal"

// Play checks the entries of a journal, and returns them as they are logged. Behind the last one the world stands.
// Errors are those of ctx and of type *journal.Fault.
func Play(ctx context.Context, entries []journal.Entry) ([]journal.Entry, error) {
	_, logged, err := play(ctx, entries)
	return logged, err
}

// play returns the fold over a journal, behind which the world stands, and its entries as they are logged.
func play(ctx context.Context, entries []journal.Entry) (*fold, []journal.Entry, error) {
	if len(entries) == 0 {
		return nil, nil, mistake("", "there is no entry: the first one is the genesis")
	}
	numbered := make([]journal.Entry, len(entries))
	for i, e := range entries {
		e.Seq = uint64(i + 1)
		if err := checkEntry(e); err != nil {
			return nil, nil, err
		}
		numbered[i] = e
	}
	f, logged, err := foldAll(ctx, numbered)
	if err != nil {
		return nil, nil, err
	}
	if newest := f.published.Newest(); f.published.Clock().Speed != 0 {
		stand := journal.Clock{Tick: newest, Now: f.published.Time(newest), Stand: true}
		e, err := f.add(journal.Entry{Seq: f.seq + 1, Clock: &stand})
		if err != nil {
			return nil, nil, err
		}
		logged = append(logged, e)
	}
	f.published = f.published.Played()
	return f, logged, nil
}

// checkEntry returns an error if the genesis of an entry has a value out of range.
func checkEntry(e journal.Entry) error {
	g, at := e.Genesis, "genesis"
	if e.Epoch != nil && e.Epoch.Genesis != nil {
		g, at = e.Epoch.Genesis, "scenario"
	}
	if g == nil {
		return nil
	}
	if wrong := CheckGenesis(g); wrong != nil {
		return &journal.Fault{Entry: int(e.Seq), Field: at + "." + wrong.Field, Message: wrong.Error()}
	}
	return nil
}

// Entries returns the journal of the run. It waits for its turn, and returns the errors of ctx and of the journal.
// While a shared journal cannot be reached, Entries returns it as far as it was read.
func (h *Hub) Entries(ctx context.Context) ([]journal.Entry, error) {
	if h.shared != nil {
		if err := h.awaitLast(ctx); err != nil && !errors.Is(err, journal.ErrAway) {
			return nil, err
		}
		return entriesUpTo(ctx, h.journal, h.state.Load().seq)
	}
	done, err := h.takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return entriesUpTo(ctx, h.journal, h.state.Load().seq)
}

// Load replaces the run by that of another journal. The world then stands at the newest tick of that. Subscribers go on
// with the first tick of its last epoch, and get all later ones. They get no ticks of its earlier epochs: those show
// worlds that are gone, which no request could ask about, and whose ids no stream can resume from. Errors are those of
// Play and of the journal, and of type *refuse.Refusal if there is no room, or if other hubs share the journal; nothing
// has changed then.
func (h *Hub) Load(ctx context.Context, entries []journal.Entry) error {
	if h.shared != nil {
		return errShared
	}
	// The present world stays beside that of the journal until all is checked.
	spare := journal.Largest(entries)
	if err := h.options.Room.take(spare); err != nil {
		return err
	}
	defer func() { h.options.Room.give(spare) }()
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
	err = h.succeed(s.feed, time.Now(), func(Clock) (*state, model.ClockChange, error) {
		change := f.change(f.published.Clock(), reasonJournal)
		if err := h.journal.Replace(ctx, s.seq, logged); err != nil {
			return nil, change, err
		}
		f.openFeed(h.options, h.turns, f.published)
		return &f.state, change, nil
	})
	if err == nil {
		spare = spare.Minus(f.genesis.Scenario.Size()).Plus(s.genesis.Scenario.Size())
	}
	return err
}
