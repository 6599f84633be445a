package stream

import (
	"testing"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/journal"
	"trainmock/stream/scenario"
)

// genesis returns a run of a scenario that begins now, at speed 1.
func genesis(tb testing.TB, name string, tick time.Duration) journal.Genesis {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return journal.Genesis{Scenario: s, Seed: 7, Start: time.Now(), Anchor: time.Now(), Tick: tick, Speed: 1}
}

// newHub returns a hub whose lanes do not run.
func newHub(tb testing.TB, g journal.Genesis, lanes *deliver.Lanes) *Hub {
	tb.Helper()
	h, err := New(Options{Genesis: g, Lanes: lanes})
	if err != nil {
		tb.Fatal(err)
	}
	return h
}
