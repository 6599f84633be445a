package feed_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

const epoch = "9f3ab2c1"

// anchor is the wall and world time of tick 0.
var anchor = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// teller tells two events a tick; the first has so many bytes more.
type teller struct{ bytes int }

func (t teller) Groups(_, _ time.Time) []model.EventGroup {
	return []model.EventGroup{{Types: model.EventTypes, Events: func() []model.Event {
		return []model.Event{
			{EventType: model.EventClusterStatus, Payload: strings.Repeat("x", t.bytes)},
			{EventType: model.EventNodeState, NodeID: "node_1234"},
		}
	}}}
}

func (teller) Digest(time.Time) string { return "" }

func (teller) DerivedEvents(_, _ time.Time, _, _ []string) []model.Event { return nil }

func (teller) Snapshot(time.Time, func(model.Event) bool, []string, []string) model.Snapshot {
	return model.Snapshot{}
}

// ticks are a second apart. Those before held have left.
type ticks struct {
	teller               teller
	oldest, held, newest int64
	suspension           feed.Suspension
}

func (t *ticks) Suspension() feed.Suspension { return t.suspension }

func (t *ticks) World() model.Hello    { return model.Hello{Epoch: epoch} }
func (t *ticks) Stepped(int64) bool    { return false }
func (t *ticks) Next() *feed.Feed      { return nil }
func (t *ticks) Lost() string          { return "" }
func (t *ticks) Wrong() int64          { return 0 }
func (t *ticks) SpeedAt(int64) float64 { return 1 }
func (t *ticks) Notes() int64          { return 0 }

func (t *ticks) NotesAt(_, _ int64) (list []feed.Note, next int64) { return nil, 0 }

func (t *ticks) EpochAt(tick int64) string { return epoch + t.teller.Digest(t.Clock().Time(tick)) }

func (t *ticks) Newest() int64 { return t.newest }
func (t *ticks) Oldest() int64 { return t.oldest }

func (t *ticks) Clock() feed.Clock {
	return feed.Clock{Anchor: anchor, Start: anchor, Tick: time.Second, Speed: 1}
}

func (t *ticks) Batch(tick int64) (b *feed.Batch, held bool) {
	c := t.Clock()
	return feed.NewBatch(epoch, tick, c.Time(tick-1), c.Time(tick), t.teller), t.held <= tick && tick <= t.newest
}

func (t *ticks) InTurn(call func())         { call() }
func (t *ticks) CountGap(string)            {}
func (t *ticks) SnapshotInTurn(call func()) { call() }

// wall returns the wall time of the newest tick.
func (t *ticks) wall() time.Time { return t.Clock().Due(t.newest) }

// newCursor returns a cursor for a query.
func newCursor(tb testing.TB, t *ticks, query string) feed.Cursor {
	tb.Helper()
	wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?"+query, nil), time.Second)
	if err != nil {
		tb.Fatal(err)
	}
	wish.Filter.Derives = strings.Contains(query, "outside")
	return feed.NewCursor(t, wire.SSE, wish)
}

// summary returns messages as one word each: their id, or their type if they have none. A gap has its span and reason,
// and hello whether it resumed.
func summary(tb testing.TB, texts ...[]byte) string {
	tb.Helper()
	var words []string
	for _, text := range texts {
		for line := range strings.Lines(string(text)) {
			data, ok := strings.CutPrefix(line, "data: ")
			if !ok {
				continue
			}
			var m struct {
				ID, Type string
				Payload  json.RawMessage
			}
			if err := json.Unmarshal([]byte(data), &m); err != nil {
				tb.Fatal(err)
			}
			word := strings.TrimPrefix(m.ID, epoch+":")
			switch m.Type {
			case "hello":
				var h model.Hello
				word = "hello"
				if err := json.Unmarshal(m.Payload, &h); err != nil {
					tb.Fatal(err)
				}
				if h.Resumed {
					word = "resumed"
				}
			case "gap":
				var g model.Gap
				if err := json.Unmarshal(m.Payload, &g); err != nil {
					tb.Fatal(err)
				}
				word = strings.ReplaceAll(fmt.Sprintf("%s(%s,%s)", g.Reason, g.From, g.To), epoch+":", "")
			case "snapshot":
				word = "snapshot(" + word + ")"
			}
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// greet returns the beginning of a stream.
func greet(tb testing.TB, c *feed.Cursor, t *ticks) string {
	tb.Helper()
	return summary(tb, c.Greet(t.wall())...)
}

// advance moves up to and including the newest tick.
func advance(tb testing.TB, c *feed.Cursor, t *ticks) string {
	tb.Helper()
	var words []string
	for c.Tick() <= t.newest {
		parts, ok := c.Advance(t.newest)
		if !ok {
			words = append(words, "too slow")
			break
		}
		if word := summary(tb, parts...); word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// TestCursor checks the beginning of a stream, and its events up to the newest tick, 12. The ring holds the ticks from
// 10 on, and those before 5 are lost.
func TestCursor(t *testing.T) {
	const since = "since=" + epoch + ":"
	for _, tc := range []struct {
		name, query    string
		greeting, then string
		// tick is where the cursor is in the end, slow whether its first tick takes long.
		tick int64
		slow bool
	}{
		{"anew", "", "hello snapshot(12:1)", "", 13, false},
		{"anew without a snapshot", "snapshot=false", "hello", "", 13, false},
		{"resume at the newest", since + "12:1", "resumed", "", 13, true},
		{"resume within a tick", since + "12:0", "resumed", "12:1", 13, true},
		{"resume before all of a tick that has two events", since + "11:9", "resumed", "12:0 12:1", 13, true},
		{"a replay, then at hand", since + "8:0", "resumed", "8:1 9:0 9:1 10:0 10:1 11:0 11:1 12:0 12:1", 13, true},
		{"the oldest to be had", since + "5:1&topics=cluster", "resumed", "6:0 7:0 8:0 9:0 10:0 11:0 12:0", 13, true},
		{"thinned", since + "5:1&topics=cluster&interval=5s", "resumed", "10:0", 13, true},
		{"too old", since + "4:1", "hello too_old(4:2,12:1) snapshot(12:1)", "", 13, false},
		{"too old, without a snapshot", since + "4:1&snapshot=false", "hello too_old(4:2,12:1) snapshot(12:1)", "", 13,
			false},
		{"a little ahead", since + "17:0", "resumed", "", 17, false},
		{"ahead", since + "18:0", "hello ahead(12:1,12:1) snapshot(12:1)", "", 13, false},
		{"another epoch", "since=00000000:11:0", "hello other_epoch(12:1,12:1) snapshot(12:1)", "", 13, false},
		{"an id that is in no list", "task_id=outside", "hello snapshot(12:1)", "", 13, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ticks := &ticks{oldest: 5, held: 10, newest: 12}
			c := newCursor(t, ticks, tc.query)
			if got := greet(t, &c, ticks); got != tc.greeting {
				t.Errorf("got %q, want %q", got, tc.greeting)
			}
			if got := c.Slow(); got != tc.slow {
				t.Errorf("slow: got %t, want %t", got, tc.slow)
			}
			if got := advance(t, &c, ticks); got != tc.then || c.Tick() != tc.tick {
				t.Errorf("then: got %q up to tick %d, want %q up to %d", got, c.Tick(), tc.then, tc.tick)
			}
		})
	}
}

// TestCursorFallsBehind checks that a reader that the ring has left behind gets a gap and a snapshot, or is
// disconnected. A reader that replays is never left behind.
func TestCursorFallsBehind(t *testing.T) {
	for _, tc := range []struct{ name, query, want string }{
		{"slow", "snapshot=false", "slow_consumer(13:0,40:1) snapshot(40:1)"},
		{"slow, and to be disconnected", "snapshot=false&on_slow=close", "too slow"},
		{"replaying", "topics=cluster&interval=10s&since=" + epoch + ":7:0", "10:0 20:0 30:0 40:0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ticks := &ticks{oldest: 5, held: 10, newest: 12}
			c := newCursor(t, ticks, tc.query)
			greet(t, &c, ticks)
			ticks.held, ticks.newest = 30, 40
			if got := advance(t, &c, ticks); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			ticks.newest = 41
			if got := advance(t, &c, ticks); strings.HasPrefix(tc.want, "slow") && got != "41:0 41:1" {
				t.Errorf("behind the gap: got %q, want both of tick 41", got)
			}
		})
	}
}

// TestCursorAfterSuspension checks that a reader whose next tick has left the ring after a suspension replays if the
// ring covered the suspension, and otherwise gets a gap with that reason. One that was behind before was too slow.
func TestCursorAfterSuspension(t *testing.T) {
	for _, tc := range []struct {
		name, query  string
		held, newest int64
		suspension   feed.Suspension
		want         string
	}{
		{"short", "topics=cluster&interval=10s", 30, 40, feed.Suspension{Held: 10, From: 12, End: 41},
			"20:0 30:0 40:0"},
		{"short, later", "topics=cluster&interval=10s", 30, 49, feed.Suspension{Held: 10, From: 12, End: 41},
			"20:0 30:0 40:0"},
		{"as long as the ring", "topics=cluster&interval=100s", 13, 268, feed.Suspension{Held: 10, From: 12, End: 269},
			"100:0 200:0"},
		{"longer", "on_slow=close", 14, 269, feed.Suspension{Held: 10, From: 12, End: 270},
			"suspended(13:0,269:1) snapshot(269:1)"},
		{"behind before", "", 30, 40, feed.Suspension{Held: 14, From: 20, End: 41},
			"slow_consumer(13:0,40:1) snapshot(40:1)"},
		{"slow later", "", 80, 90, feed.Suspension{Held: 1, From: 3, End: 12},
			"slow_consumer(13:0,90:1) snapshot(90:1)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ticks := &ticks{oldest: 5, held: 10, newest: 12}
			c := newCursor(t, ticks, "snapshot=false&"+tc.query)
			greet(t, &c, ticks)
			ticks.held, ticks.newest, ticks.suspension = tc.held, tc.newest, tc.suspension
			if got := advance(t, &c, ticks); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestCursorReachesTheRing checks that a replay that has reached the ring becomes an ordinary reader, which can fall
// behind.
func TestCursorReachesTheRing(t *testing.T) {
	ticks := &ticks{held: 10, newest: 12}
	c := newCursor(t, ticks, "since="+epoch+":8:1")
	greet(t, &c, ticks)
	for c.Tick() <= 10 {
		c.Advance(ticks.newest)
	}
	if c.Slow() {
		t.Error("got a slow cursor, want one that has reached the ring")
	}
	ticks.held, ticks.newest = 30, 40
	if got, want := advance(t, &c, ticks), "slow_consumer(11:0,40:1) snapshot(40:1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestReplayLimit checks that a replay of more than 64 MB ends in a gap.
func TestReplayLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	ticks := &ticks{teller: teller{bytes: 17 << 20}, held: 100, newest: 100}
	c := newCursor(t, ticks, "topics=cluster&since="+epoch+":1:1")
	greet(t, &c, ticks)
	for tick := int64(1); tick < 5; tick++ {
		if parts, _ := c.Advance(ticks.newest); c.Tick() != tick+1 || len(parts) > 1 {
			t.Fatalf("got to tick %d, want %d", c.Tick(), tick+1)
		}
	}
	if got, want := advance(t, &c, ticks), "too_old(5:0,100:1) snapshot(100:1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLimitShares checks that a subscriber with a limit shares the bytes of a tick with others until the limit is
// near, and then gets no more than it asked for.
func TestLimitShares(t *testing.T) {
	f := newFeed()
	begin := func(query string) *feed.Cursor {
		wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?snapshot=false"+query, nil), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		c := feed.NewCursor(f, wire.SSE, wish)
		c.Greet(anchor.Add(500 * time.Second))
		return &c
	}
	limited, free := begin("&limit=3"), begin("")
	f.Advance(anchor.Add(502 * time.Second))
	for _, shares := range []bool{true, false} {
		got, _ := limited.Advance(502)
		all, _ := free.Advance(502)
		if (&got[0] == &all[0]) != shares {
			t.Errorf("tick %d: shares is %t, want %t", free.Tick()-1, !shares, shares)
		}
	}
	if !limited.Ended() {
		t.Error("after two ticks of two events a limit of 3 is not reached")
	}
}
