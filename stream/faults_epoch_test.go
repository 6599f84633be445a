package stream_test

import (
	"slices"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// beginnings returns the instants at which the faults of a hub begin, by their names. A zero time is none.
func beginnings(t *testing.T, h *stream.Hub) map[string]time.Time {
	t.Helper()
	w, _ := h.Now()
	at := map[string]time.Time{}
	for _, f := range h.Faults(t.Context()) {
		at[f.Name] = time.Time{}
		if f.From != nil {
			at[f.Name] = w.Start().Add(*f.From)
		}
	}
	return at
}

// TestFaultsKeepTheirInstants checks that faults that were posted begin when they did although the world's start moves,
// also where its journal is played, and that those of the scenario begin with it.
func TestFaultsKeepTheirInstants(t *testing.T) {
	for _, moved := range []time.Duration{time.Hour, 0, -30 * 24 * time.Hour} {
		a := newServer(t, paused)
		if err := advance(30)(t, a.hub); err != nil {
			t.Fatal(err)
		}
		a.addFaults(t, `{"name": "now", "for": "10m", "latency": {"delay": "1s"}}`,
			`{"name": "later", "from": "90s", "drop": {}}`, `{"name": "ever", "drop": {}}`)
		before := beginnings(t, a.hub)
		var start time.Time
		err := a.hub.Switch(t.Context(), func(_ journal.Genesis, now time.Time) journal.Genesis {
			g := journal.Genesis{Scenario: load(t, "demo"), Seed: 8, Start: now.Add(moved)}
			g.Scenario.Faults = []model.Fault{faultOf(t, `{"name": "own", "for": "1m", "drop": {}}`)}
			start = g.Start
			return g
		})
		if err != nil {
			t.Fatal(err)
		}
		b := newServer(t, paused)
		if err := loadLines(t, b.hub, saved(t, a.hub)); err != nil {
			t.Fatal(err)
		}
		for name, hub := range map[string]*stream.Hub{"the run": a.hub, "its journal": b.hub} {
			after := beginnings(t, hub)
			for _, f := range []string{"now", "later", "ever"} {
				if !after[f].Equal(before[f]) {
					t.Errorf("start moved by %s: %s of %s begins at %s, want %s", moved, f, name, after[f], before[f])
				}
			}
			if !after["own"].Equal(start) {
				t.Errorf("that of the scenario in %s begins at %s, want %s", name, after["own"], start)
			}
		}
	}
}

// TestWorldForgetsFaults checks that a world whose faults are gone has none again: requests see so at once, and the
// epochs before are forgotten after some others, or when the last stream has left.
func TestWorldForgetsFaults(t *testing.T) {
	for _, watched := range []bool{false, true} {
		s := newServer(t, paused)
		s.addFaults(t, `{"on": {"streams": ["ws"]}, "drop": {}}`)
		first := s.hub.Epoch()
		if watched {
			r := s.dial(t, "")
			until(t, r, "hello")
			defer r.close()
		}
		if err := reset(t, s.hub); err != nil {
			t.Fatal(err)
		}
		if !s.hub.FaultRules().Strike() {
			t.Error("a fault is there, and the rules say that none strikes")
		}
		if _, err := s.hub.RemoveFaults(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.hub.FaultRules().Strike() {
			t.Error("no fault is there, and the rules say that one strikes")
		}
		if watched {
			kicked(t, s.hub)
			for begun := time.Now(); s.hub.FaultRules().In(first) != nil; <-time.After(time.Millisecond) {
				if time.Since(begun) > 5*time.Second {
					t.Fatal("the last stream has left, and the faults of the epoch before are there, want them forgotten")
				}
			}
		}
		for range 3 {
			if err := reset(t, s.hub); err != nil {
				t.Fatal(err)
			}
		}
		if rules := s.hub.FaultRules(); rules != nil {
			t.Errorf("watched: %t: three epochs later there are rules, want none", watched)
		}
	}
}

// kicked closes all streams of a hub.
func kicked(t *testing.T, h *stream.Hub) {
	t.Helper()
	for _, s := range h.Subscriptions() {
		if _, err := h.Kick(s.ID, 1012, "", false); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFarTooManyFaults refuses lists of thousands of faults, given or in a journal, before any work is done for them.
func TestFarTooManyFaults(t *testing.T) {
	s := newServer(t, paused)
	many := slices.Repeat([]model.Fault{{Kind: model.Drop{}}}, 30_000)
	begun := time.Now()
	if _, err := s.hub.AddFaults(t.Context(), many, false); err != stream.ErrFaultsFull {
		t.Errorf("got %v, want %v", err, stream.ErrFaultsFull)
	}
	entries, err := s.hub.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range many {
		many[i].Name = model.NameFaults(many[:1], nil)[0].Name
	}
	change := journal.Entry{Faults: &journal.Faults{Now: entries[0].Genesis.Start, Set: many}}
	if err := s.hub.Load(t.Context(), append(entries, change)); err == nil {
		t.Error("a journal brings 30,000 faults")
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("both took %s, want no time", took)
	}
}
