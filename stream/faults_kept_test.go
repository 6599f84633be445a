package stream_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/wire"
)

// eventually fails the test unless a condition becomes true within some seconds.
func eventually(tb testing.TB, what string, condition func() bool) {
	tb.Helper()
	for end := time.Now().Add(5 * time.Second); !condition(); <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("%s: not within five seconds", what)
		}
	}
}

// TestSubscribeLiftsNoFault sends another filter while a stream hangs: it stays silent until the fault is removed, and
// then begins anew.
func TestSubscribeLiftsNoFault(t *testing.T) {
	s := newServer(t, paused)
	s.addFaults(t, `{"name": "stuck", "on": {"streams": ["ws"], "topics": ["nodes"]}, "hang": {}}`)
	r := s.dial(t, "topics=nodes")
	// What was written is counted just after a client may have it.
	greeting := int64(0)
	for kind := ""; kind != "snapshot"; {
		text, err := raw(r)
		if err != nil {
			t.Fatal(err)
		}
		greeting += int64(len(text))
		kind = wire.ReadHead([]byte(text)).Type
	}
	eventually(t, "the greeting is counted", func() bool { return s.hub.Subscriptions()[0].Bytes >= greeting })
	if err := advance(20)(t, s.hub); err != nil {
		t.Fatal(err)
	}
	before := s.hub.Subscriptions()[0].Bytes
	for _, topics := range []string{"cluster", "nodes"} {
		r.send(t, `{"type": "subscribe", "topics": ["`+topics+`"]}`)
		eventually(t, topics, func() bool {
			list := s.hub.Subscriptions()[0].Filter.Topics
			return len(list) == 1 && string(list[0]) == topics
		})
		if err := advance(20)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		if after := s.hub.Subscriptions()[0].Bytes; after != before {
			t.Fatalf("%s: got %d bytes, want silence", topics, after-before)
		}
	}
	if _, err := s.hub.RemoveFaults(t.Context(), "stuck"); err != nil {
		t.Fatal(err)
	}
	if m := r.next(t); m.Type != "hello" {
		t.Errorf("got %s, want hello", m.Type)
	}
	until(t, r, "snapshot")
}

// TestFaultsOfALoadedRun loads a world's own run: a fault of it strikes all its ticks, also those from before a
// connection was opened, because the connection gets them anew.
func TestFaultsOfALoadedRun(t *testing.T) {
	s := newServer(t, paused)
	s.addFaults(t, `{"on": {"streams": ["ws"]}, "drop": {}}`)
	if err := advance(20)(t, s.hub); err != nil {
		t.Fatal(err)
	}
	r, whole := s.dial(t, "snapshot=false"), s.events(t, "snapshot=false", "")
	until(t, r, "hello")
	until(t, whole, "hello")
	if err := loadLines(t, s.hub, saved(t, s.hub)); err != nil {
		t.Fatal(err)
	}
	if err := advance(1)(t, s.hub); err != nil {
		t.Fatal(err)
	}
	ids := func(r reader) (list []string) {
		for {
			text, err := raw(r)
			if err != nil {
				t.Fatal(err)
			}
			head := wire.ReadHead([]byte(text))
			if list = append(list, head.ID); head.Type == "clock" && strings.Contains(text, `"advance"`) {
				return slices.DeleteFunc(list, func(id string) bool { return id == "" })
			}
		}
	}
	if got, want := ids(r), ids(whole); len(got) > 0 || len(want) < 20 {
		t.Errorf("got %d of %d events, want none", len(got), len(want))
	}
}
