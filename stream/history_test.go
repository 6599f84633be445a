package stream_test

import (
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// TestResumeAfterCommands checks that an id from before the commands is good on every process with the same world, and
// a later one only where the same commands were given.
func TestResumeAfterCommands(t *testing.T) {
	anchor, log := time.Now().Add(-time.Second), &journal.Memory{}
	same := func(o *stream.Options) { o.Genesis.Anchor = anchor }
	given := newServer(t, func(o *stream.Options) { same(o); o.Journal = log })
	before := until(t, given.dial(t, ""), "cluster_status").ID
	if _, err := given.hub.Do(t.Context(), failNode("#2")); err != nil {
		t.Fatal(err)
	}
	r := given.dial(t, "since="+before)
	after := until(t, r, "node_state").ID
	for ; !strings.Contains(after, "."); after = r.next(t).ID {
	}
	other := newServer(t, same)
	if _, err := other.hub.Do(t.Context(), failNode("#3")); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name          string
		server        *server
		since, reason string
	}{
		{"where it was given", given, after, ""},
		{"where its journal is read", newServer(t, func(o *stream.Options) { same(o); o.Journal = log }), after, ""},
		{"where it was not given", newServer(t, same), after, "other_epoch"},
		{"where another was given", other, after, "other_epoch"},
		{"from before, where it was not given", newServer(t, same), before, ""},
		{"from before, where another was given", other, before, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := tc.server.dial(t, "since="+tc.since)
			hello := payload[model.Hello](t, r.next(t))
			if want := tc.reason == ""; hello.Resumed != want || hello.Epoch != given.hub.Epoch() {
				t.Fatalf("resumed is %t in %s, want %t in %s", hello.Resumed, hello.Epoch, want, given.hub.Epoch())
			}
			if tc.reason == "" {
				follow(t, message{ID: tc.since}, r.next(t))
			} else if got := payload[model.Gap](t, until(t, r, "gap")).Reason; got != tc.reason {
				t.Errorf("the gap's reason is %s, want %s", got, tc.reason)
			}
		})
	}
}

// failNode returns a decision to fail a node for good.
func failNode(id string) stream.Decision {
	return func(*world.World, time.Time) ([]model.Verb, error) {
		return []model.Verb{model.FailNode{NodeID: id}}, nil
	}
}
