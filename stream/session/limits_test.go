package session_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/session"
	"trainmock/stream/world"
)

// load returns a scenario that comes with the program.
func load(tb testing.TB, name string) model.Scenario {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// switchTo replaces the world of a hub.
func switchTo(tb testing.TB, h *stream.Hub, s model.Scenario) error {
	return h.Switch(tb.Context(), func(g journal.Genesis, _ time.Time) journal.Genesis {
		g.Scenario = s
		return g
	})
}

// TestSizesOfAllSessions makes worlds in every way until all together are as large as they may be. What is refused and
// what is gone does not count.
func TestSizesOfAllSessions(t *testing.T) {
	demo, empty := load(t, "demo"), load(t, "empty")
	empty.Groups = empty.Groups[:2]
	size, small := demo.Size(), empty.Size()
	for what, limits := range map[string]session.Options{
		"nodes": {Most: 10, MaxNodes: int64(2*size.Nodes + small.Nodes)},
		"tasks": {Most: 10, MaxTasks: int64(2 * size.Tasks)},
	} {
		b := newLimited(t, limits)
		refused := func(how string, err error) {
			t.Helper()
			if status(err) != http.StatusTooManyRequests || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: got %v, want a 429 about %s", how, err, what)
			}
		}
		for range 2 { // All is given back in between.
			create(t, b, "a", 0)
			second := create(t, b, "b", 0).Hub
			wish := b.Defaults()
			wish.Genesis.Scenario, wish.Genesis.Speed = empty, 0
			wish.Name = "c"
			third, err := b.Create(t.Context(), wish)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			_, err = b.Create(t.Context(), b.Defaults())
			refused("a session", err)
			refused("another scenario", switchTo(t, third.Hub, demo))
			entries, err := second.Entries(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			refused("another journal", third.Hub.Load(t.Context(), entries))
			if err := switchTo(t, second, empty); err != nil {
				t.Errorf("a smaller scenario: got %v, want room", err)
			}
			if _, err := b.Delete("a"); err != nil {
				t.Fatal(err)
			}
			if err := third.Hub.Load(t.Context(), entries); err != nil {
				t.Errorf("a journal in the place of a scenario: got %v, want room", err)
			}
			for _, name := range []string{"b", "c"} {
				if _, err := b.Delete(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestJournalsOfAllSessions fills the journals of two sessions, with commands and with scenarios. When one is deleted,
// the other goes on.
func TestJournalsOfAllSessions(t *testing.T) {
	const most = 1 << 20
	b := newLimited(t, session.Options{Most: 4, MaxJournal: most})
	first, second := create(t, b, "a", 0).Hub, create(t, b, "b", 0).Hub
	large := model.StartTask{Rounds: 1, Clients: 1, Parameters: map[string]json.RawMessage{
		"a": json.RawMessage(`"` + strings.Repeat("x", most/8) + `"`),
	}}
	if err := run(t, first, large); err != nil {
		t.Fatal(err)
	}
	written := load(t, "demo")
	written.Text += "\n#" + strings.Repeat("x", most/8)
	var err error
	changes := 0
	for ; err == nil && changes < 10; changes++ {
		err = switchTo(t, second, written)
	}
	if !errors.Is(err, journal.ErrSharedFull) || changes < 4 {
		t.Errorf("after %d scenarios: got %v, want %v after some", changes, err, journal.ErrSharedFull)
	}
	for _, h := range []*stream.Hub{first, second} {
		if err := run(t, h, large); !errors.Is(err, journal.ErrSharedFull) {
			t.Errorf("got %v, want %v", err, journal.ErrSharedFull)
		}
	}
	_, _, main := ask(b, "/", nil)
	if err := run(t, main, large); err != nil {
		t.Errorf("the main world: got %v, want none of this", err)
	}
	b.Delete("b")
	if err := run(t, first, large); err != nil {
		t.Errorf("got %v, want room again", err)
	}
}

// run gives a command.
func run(tb testing.TB, h *stream.Hub, v model.Verb) error {
	_, err := h.Give(tb.Context(), func(*world.World, time.Time) ([]stream.Scheduled, error) {
		return []stream.Scheduled{{Verb: v}}, nil
	})
	return err
}
