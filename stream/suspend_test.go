package stream

import (
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// received is a message that a line got.
type received struct {
	ID, Type string
	Payload  json.RawMessage
}

// messages returns the messages in server-sent events.
func messages(t *testing.T, written []string) []received {
	t.Helper()
	var list []received
	for text := range strings.Lines(strings.Join(written, "")) {
		data, ok := strings.CutPrefix(text, "data: ")
		if !ok {
			continue
		}
		var m received
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// ticksOf returns the ticks of the messages with a type, in order.
func ticksOf(t *testing.T, list []received, kind string) []int64 {
	t.Helper()
	var ticks []int64
	for _, m := range list {
		if m.Type != kind {
			continue
		}
		id, err := wire.ParseEventID(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		ticks = append(ticks, id.Tick)
	}
	return ticks
}

// sleeping runs a hub with a subscriber on a machine that sleeps after a second, and returns all that the subscriber
// got up to three seconds after that.
func sleeping(t *testing.T, query string, sleep time.Duration, check func(h *Hub)) []received {
	t.Helper()
	var slept atomic.Int64
	o := Options{Slept: func() time.Duration { return time.Duration(slept.Load()) }}
	var got []received
	inBubbleWith(t, o, wire.SSE, 20*time.Millisecond, query, func(h *Hub, w *line) {
		pass(time.Second)
		slept.Store(int64(sleep))
		pass(3 * time.Second)
		got = messages(t, w.all())
		want := int64((4*time.Second + sleep) / (20 * time.Millisecond))
		if newest := h.feed().Newest(); newest < want-2 || newest > want {
			t.Errorf("got tick %d, want %d: sleep counts as time", newest, want)
		}
		check(h)
	})
	return got
}

// nothingMore checks nothing.
func nothingMore(*Hub) {}

// TestShortSleep checks that a subscriber gets all ticks of a sleep that the ring covers, also if it is to be
// disconnected when it is slow.
func TestShortSleep(t *testing.T) {
	for _, sleep := range []time.Duration{500 * time.Millisecond, 5 * time.Second} {
		got := sleeping(t, "topics=cluster&on_slow=close", sleep, nothingMore)
		ticks := ticksOf(t, got, "cluster_status")
		for i, tick := range ticks {
			if want := ticks[0] + int64(i); tick != want {
				t.Fatalf("%v: got tick %d, want %d", sleep, tick, want)
			}
		}
		if want := int((3900*time.Millisecond + sleep) / (20 * time.Millisecond)); len(ticks) < want {
			t.Errorf("%v: got %d ticks, want at least %d", sleep, len(ticks), want)
		}
		for _, m := range got {
			if m.Type == "gap" || m.Type == "bye" {
				t.Errorf("%v: got %s %s, want none", sleep, m.Type, m.Payload)
			}
		}
	}
}

// TestLongSleep checks that a subscriber gets one gap because of a sleep that is longer than the ring, and a snapshot
// to go on from, also if it is to be disconnected when it is slow.
func TestLongSleep(t *testing.T) {
	for _, query := range []string{"topics=cluster", "topics=cluster&on_slow=close", "topics=cluster&interval=1s"} {
		got := sleeping(t, query, 6*time.Second, nothingMore)
		at := slices.IndexFunc(got, func(m received) bool { return m.Type == "gap" })
		if at < 0 {
			t.Fatalf("%s: got no gap, want one", query)
		}
		var gap model.Gap
		if err := json.Unmarshal(got[at].Payload, &gap); err != nil {
			t.Fatal(err)
		}
		to, err := wire.ParseEventID(gap.To)
		if err != nil {
			t.Fatal(err)
		}
		if gap.Reason != "suspended" || got[at+1].Type != "snapshot" || got[at+1].ID != gap.To {
			t.Errorf("%s: got %+v and %s %s, want reason suspended and a snapshot of its end", query, gap,
				got[at+1].Type, got[at+1].ID)
		}
		ticks := ticksOf(t, got[at+1:], "cluster_status")
		if !strings.Contains(query, "interval") && (len(ticks) < 140 || ticks[0] != to.Tick+1) {
			t.Errorf("%s: got %d ticks from %v on, want 140 from %d on", query, len(ticks), ticks[:1], to.Tick+1)
		}
		for _, m := range got[at+2:] {
			if m.Type != "cluster_status" {
				t.Errorf("%s: got %s %s later, want cluster_status alone", query, m.Type, m.Payload)
			}
		}
	}
}

// TestResumeAfterSleep checks the reasons for which a client that comes back after a sleep cannot resume: its id was in
// reach before the sleep, or it was not. A client whose id is in reach resumes.
func TestResumeAfterSleep(t *testing.T) {
	const reach = int64(10 * time.Minute / (20 * time.Millisecond))
	for _, tc := range []struct {
		name       string
		sleep      time.Duration
		tick       int64
		wantReason string
	}{
		{"in reach", 5 * time.Minute, 30, ""},
		{"from before a long sleep", time.Hour, 30, "suspended"},
		{"within a long sleep", time.Hour, 200, "suspended"},
		{"too old before", time.Hour, 40 - reach - 20, "too_old"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sleeping(t, "topics=cluster", tc.sleep, func(h *Hub) {
				since := wire.EventID{Epoch: h.Epoch(), Tick: tc.tick}
				wish := ask.Subscription{Resume: true, Since: since, Snapshot: true}
				s := newSubscriber(h, wire.SSE, wish)
				reason := ""
				for _, m := range messages(t, []string{string(slices.Concat(s.greet().Parts...))}) {
					var gap model.Gap
					if m.Type == "gap" && json.Unmarshal(m.Payload, &gap) == nil {
						reason = gap.Reason
					}
				}
				if reason != tc.wantReason {
					t.Errorf("got reason %q, want %q", reason, tc.wantReason)
				}
			})
		})
	}
}
