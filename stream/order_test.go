package stream_test

import (
	"flag"
	"reflect"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

var orderCommands = flag.Int("order.commands", 4000, "how many commands TestLoadOutOfOrder plays")

// startedAt returns an entry that starts a task so many minutes from the start.
func startedAt(minutes int, v model.Verb) journal.Entry {
	return journal.Entry{Commands: []model.Command{{At: time.Duration(minutes) * time.Minute, Verb: v}}}
}

// TestLoadOutOfOrder plays journals whose commands are for ever earlier instants, or now and later by turns, as they
// are saved: with the choices that the world left open. To carry out all later ones anew with every one took a minute
// for 4,000 commands.
func TestLoadOutOfOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	genesis := journal.Entry{Genesis: &journal.Genesis{
		Scenario: load(t, "demo"), Seed: 7, Start: farAway, Tick: time.Second,
	}}
	count := *orderCommands
	entries := []journal.Entry{genesis}
	for i := range count {
		entries = append(entries, startedAt(1+i, model.StartTask{Rounds: 2, Clients: 1}))
	}
	inOrder, err := stream.Play(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	for name, minute := range map[string]func(i int) int{
		"ever earlier":  func(i int) int { return count - i },
		"now and later": func(i int) int { return i + i%2*count/2 },
	} {
		for i := range count {
			entries[1+i] = startedAt(1+minute(i), inOrder[1+i].Commands[0].Verb)
		}
		begun := time.Now()
		again, err := stream.Play(t.Context(), entries)
		if err != nil || len(again) < count || !reflect.DeepEqual(again[count].Commands, entries[count].Commands) {
			t.Fatalf("%s: %d entries (%v), want %d as they were", name, len(again), err, count)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: %d commands took %s, want 5 s at most", name, count, took)
		}
		t.Logf("%s: %d commands took %s", name, count, time.Since(begun))
	}
}

// TestLoadUnfit plays a journal with commands that had an effect when they were given, and have none since another one
// was given for an earlier instant.
func TestLoadUnfit(t *testing.T) {
	s := newServer(t, paused)
	for _, step := range []func(testing.TB, *stream.Hub) error{
		give(0, model.StartTask{TaskID: "task_f0000000", Rounds: 1000, Clients: 1}),
		give(3*time.Minute, model.CancelTask{TaskID: "task_f0000000"}),
		give(time.Minute, model.CancelTask{TaskID: "task_f0000000"}),
		advance(240),
	} {
		if err := step(t, s.hub); err != nil {
			t.Fatal(err)
		}
	}
	other := newServer(t, nil)
	there := other.dial(t, topics)
	until(t, there, "snapshot")
	text := saved(t, s.hub)
	if err := loadLines(t, other.hub, text); err != nil {
		t.Fatal(err)
	}
	compare(t, "unfit", s, other, there)
	if again := saved(t, other.hub); string(again) != string(text) {
		t.Errorf("saved again it is\n%s\nwant\n%s", again, text)
	}
}
