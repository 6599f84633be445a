package app

import (
	"context"
	"errors"
	"fmt"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/journal/lines"
	"trainmock/stream/model"
)

// begin makes the journal with which the run begins: that of --journal, or the genesis, behind which --at begins an
// epoch, or that of the replicas. The fault of --error-rate belongs to the scenario of each. Errors are about these
// flags.
func (m *mock) begin() error {
	if f := m.flags; f.NATS != "" {
		err := addErrorRate(&m.genesis.Scenario, f.ErrorRate)
		if err == nil {
			m.shared, m.genesis, err = join(f.clusterFlags, f.given, m.genesis, m.log)
			m.journal = m.shared
		}
		return err
	}
	m.journal = &journal.Memory{}
	entries, err := m.flags.firstEntries(m.genesis)
	if err != nil {
		return err
	}
	if err := addErrorRate(&entries[0].Genesis.Scenario, m.flags.ErrorRate); err != nil {
		return err
	}
	m.genesis = *entries[0].Genesis
	return m.journal.Replace(context.Background(), 0, entries)
}

// firstEntries returns the entries with which the run begins.
func (f *flags) firstEntries(g journal.Genesis) ([]journal.Entry, error) {
	if f.Journal != "" {
		return readJournal(f.Journal)
	}
	entries := []journal.Entry{{Genesis: &g}}
	if f.At == "" {
		return entries, nil
	}
	at, err := model.ParseInstant(f.At, g.Start)
	switch {
	case err != nil:
		return nil, fmt.Errorf("--at: %w", err)
	case at.Sub(g.Start).Abs() > model.Reach:
		return nil, fmt.Errorf("--at: %s is more than ten years from the start, %s: use, for example, --at +2h",
			model.Quote(f.At), model.Stamp(g.Start))
	}
	return append(entries, journal.Entry{
		Epoch: &journal.Epoch{Reason: journal.Seek, Now: at.UTC(), Wall: g.Anchor},
	}), nil
}

// readJournal returns the entries of a saved journal, behind which the world stands.
func readJournal(path string) ([]journal.Entry, error) {
	text, err := lines.LoadText(path)
	if err != nil {
		return nil, fmt.Errorf("--journal: %w", err)
	}
	entries, numbers, err := lines.Read(text)
	if err == nil {
		entries, err = stream.Play(context.Background(), entries)
		err = lines.InLine(err, numbers)
	}
	var wrong *journal.Fault
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("--journal: %s:%d: %w", path, wrong.Entry, err)
	}
	return entries, err
}
