package stream_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/deliver"
	"trainmock/stream/journal"
	"trainmock/stream/journal/lines"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// saved returns the journal of a hub as it is saved.
func saved(tb testing.TB, h *stream.Hub) []byte {
	tb.Helper()
	entries, err := h.Entries(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	var text bytes.Buffer
	for line := range lines.All(entries) {
		text.Write(line)
	}
	return text.Bytes()
}

// loadLines plays a saved journal.
func loadLines(tb testing.TB, h *stream.Hub, text []byte) error {
	tb.Helper()
	entries, numbers, err := lines.Read(text)
	if err != nil {
		return err
	}
	return lines.InLine(h.Load(tb.Context(), entries), numbers)
}

// give returns a step of a script that gives a command, lead after the world's time.
func give(lead time.Duration, v model.Verb) func(testing.TB, *stream.Hub) error {
	return func(tb testing.TB, h *stream.Hub) error {
		_, err := h.Give(tb.Context(), func(_ *world.World, now time.Time) ([]stream.Scheduled, error) {
			c := stream.Scheduled{Verb: v}
			if lead > 0 {
				c.At = now.Add(lead)
			}
			return []stream.Scheduled{c}, nil
		})
		return err
	}
}

func speed(x float64) func(testing.TB, *stream.Hub) error {
	return func(tb testing.TB, h *stream.Hub) error { return h.SetSpeed(tb.Context(), &x) }
}

func advance(ticks int64) func(testing.TB, *stream.Hub) error {
	return func(tb testing.TB, h *stream.Hub) error {
		_, err := h.Advance(tb.Context(), ticks, nil)
		return err
	}
}

func undo(tb testing.TB, h *stream.Hub) error { return h.Undo(tb.Context()) }

// steps is a script with a change of each kind.
var steps = []struct {
	name string
	do   func(testing.TB, *stream.Hub) error
}{
	{"pause", speed(0)},
	{"fail", give(0, model.FailNode{NodeID: "#2", For: 2 * time.Minute})},
	{"advance", advance(300)},
	{"advance again", advance(7)},
	{"start", give(0, model.StartTask{Name: "a <b>", Rounds: 3, Clients: 1})},
	{"later", give(time.Minute, model.FailNode{NodeID: "#3", For: time.Minute})},
	{"run", speed(60)},
	{"fail while it runs", give(0, model.FailNode{NodeID: "#1", For: time.Minute})},
	{"undo unseen", undo},
	{"pause again", speed(0)},
	{"seek", func(tb testing.TB, h *stream.Hub) error {
		return h.Seek(tb.Context(), func(now time.Time) (time.Time, error) { return now.Add(-3 * time.Minute), nil })
	}},
	{"faults", func(tb testing.TB, h *stream.Hub) error {
		_, err := h.AddFaults(tb.Context(), []model.Fault{
			faultOf(tb, `{"on": {"routes": ["/a&b<c>"]}, "for": "1m", "latency": {"delay": "1s"}}`),
			faultOf(tb, `{"name": "later", "on": {"topics": ["nodes"]}, "from": "30s", "drop": {}}`),
			faultOf(tb, `{"name": "stub", "status": {"code": 200, "body": "{\"a\":\n1}"}, "nth": 3, "every": true}`),
		}, false)
		return err
	}},
	{"a fault is replaced", func(tb testing.TB, h *stream.Hub) error {
		_, err := h.AddFaults(tb.Context(), []model.Fault{faultOf(tb, `{"name": "stub", "reset": {}, "count": 1,
			"on": {"routes": ["*"]}}`)}, true)
		return err
	}},
	{"a fault is removed", func(tb testing.TB, h *stream.Hub) error {
		_, err := h.RemoveFaults(tb.Context(), "later")
		return err
	}},
	{"advance past the seek", advance(400)},
	{"undo", undo},
	{"advance past the undo", advance(20)},
	{"scenario", func(tb testing.TB, h *stream.Hub) error {
		return h.Switch(tb.Context(), func(present journal.Genesis, now time.Time) journal.Genesis {
			return journal.Genesis{Scenario: load(tb, "demo"), Seed: 8, Start: now}
		})
	}},
	{"no faults", func(tb testing.TB, h *stream.Hub) error {
		_, err := h.RemoveFaults(tb.Context())
		return err
	}},
	{"slow", give(0, model.SlowNode{NodeID: "#2", Factor: 2})},
	{"advance in the scenario", advance(5)},
	{"reset", func(tb testing.TB, h *stream.Hub) error { return h.Reset(tb.Context()) }},
	{"run at last", speed(7)},
}

// TestSaveAndLoad saves the journal after each step of a script. Another process that loads it has the same world, and
// resumes from tick 0 of the epoch with the same bytes.
func TestSaveAndLoad(t *testing.T) {
	a := newServer(t, nil)
	b := newServer(t, func(o *stream.Options) { o.Genesis.Scenario, o.Genesis.Tick = load(t, "empty"), time.Second })
	for _, step := range steps {
		if err := step.do(t, a.hub); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		text := saved(t, a.hub)
		there := b.dial(t, topics)
		until(t, there, "snapshot")
		if err := loadLines(t, b.hub, text); err != nil {
			t.Fatalf("%s: %v, want the journal to be read: %s", step.name, err, text)
		}
		compare(t, step.name, a, b, there)
		again := saved(t, b.hub)
		if !bytes.HasPrefix(again, text) {
			t.Errorf("%s: saved again it is\n%s\nwant\n%s", step.name, again, text)
		}
		if got, want := definitions(t, b.hub), definitions(t, a.hub); got != want {
			t.Errorf("%s: got the faults %s, want %s", step.name, got, want)
		}
		if opened := reopen(t, b.hub); opened.Epoch() != a.hub.Epoch() || opened.Clock() != b.hub.Clock() {
			t.Errorf("%s: opened anew it is %+v, want %+v", step.name, opened.Clock(), b.hub.Clock())
		}
	}
}

// definitions returns the faults of a hub as JSON.
func definitions(tb testing.TB, h *stream.Hub) string {
	tb.Helper()
	var list []model.Fault
	for _, s := range h.Faults(tb.Context()) {
		list = append(list, s.Fault)
	}
	text, err := json.Marshal(list)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// reopen returns a hub that is opened on the journal of another.
func reopen(tb testing.TB, h *stream.Hub) *stream.Hub {
	tb.Helper()
	entries, err := h.Entries(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	j := &journal.Memory{}
	if err := j.Replace(tb.Context(), 0, entries); err != nil {
		tb.Fatal(err)
	}
	opened, err := stream.New(stream.Options{Journal: j, Lanes: deliver.NewLanes()})
	if err != nil {
		tb.Fatal(err)
	}
	return opened
}

// topics are those of the streams that are compared, without metrics.
const topics = "topics=cluster,tasks,logs"

// compare holds the stream of a hub against one of another that has just loaded its journal, from tick 0 of the epoch
// up to the newest tick of the other, which stands.
func compare(t *testing.T, name string, a, b *server, other reader) {
	t.Helper()
	defer other.close()
	clock := b.hub.Clock()
	if a.hub.Epoch() != clock.Epoch || !clock.Paused {
		t.Fatalf("%s: got %+v, want a world that stands in epoch %s", name, clock, a.hub.Epoch())
	}
	w, _ := a.hub.Now()
	v, _ := b.hub.Now()
	at, err := time.Parse(time.RFC3339, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(v.At(at).Nodes()), len(w.At(at).Nodes()); got != want {
		t.Errorf("%s: got %d nodes, want %d", name, got, want)
	}
	if change := payload[model.ClockChange](t, until(t, other, "clock")); change.Reason != "journal" {
		t.Errorf("%s: got the reason %s, want journal", name, change.Reason)
	}
	first := until(t, other, "snapshot")
	if clock.Tick == 0 {
		return
	}
	one := a.dial(t, topics+"&since="+first.ID)
	defer one.close()
	if h := payload[model.Hello](t, one.next(t)); !h.Resumed {
		t.Fatalf("%s: got %+v, want a stream that resumes at %s", name, h, first.ID)
	}
	for {
		m, n := one.next(t), other.next(t)
		if m.ID != n.ID || m.Time != n.Time || string(m.Payload) != string(n.Payload) {
			t.Fatalf("%s: got %+v there, want %+v", name, n, m)
		}
		if n.Type == "cluster_status" && parseID(t, n.ID).Tick == clock.Tick {
			return
		}
	}
}

// TestBadJournal checks that a journal with a mistake is refused with its line and field, and changes nothing.
func TestBadJournal(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Genesis.Speed = 0 })
	for _, step := range steps[1:4] {
		if err := step.do(t, s.hub); err != nil {
			t.Fatal(err)
		}
	}
	good := string(saved(t, s.hub))
	before := s.hub.Clock()
	for _, tc := range []struct {
		old, bad, field string
		line            int
	}{
		{good, "", "genesis", 1},
		{`{"genesis"`, `{"genesys"`, "genesys", 1},
		{`"tick":"20ms"`, `"tick":"0s"`, "genesis.tick", 1},
		{`"tick":"20ms"`, `"tick":"soon"`, "genesis.tick", 1},
		{`"seed":7`, `"seed":9007199254740993`, "genesis.seed", 1},
		{`"speed":0`, `"speed":-1`, "genesis.speed", 1},
		{`"yaml":"`, `"yaml":"x: 1\n`, "genesis.yaml", 1},
		{`"start":"2026`, `"start":"x2026`, "genesis.start", 1},
		{`"fail_node"`, `"fail_all"`, "commands.0", 2},
		{`"for":"2m0s"`, `"for":"-2m"`, "commands.0", 2},
		{`"at":"2026`, `"at":"-2026`, "commands.0.at", 2},
		{`"at":"2026`, `"at":"2025`, "commands", 2},
		{`"tick":0`, `"tick":5`, "tick", 2},
		{`"advance":307`, `"advance":306`, "tick", 3},
		{`"advance":307`, `"advance":-1`, "advance", 3},
		{`"advance":307`, `"advance":307,"speed":1`, "speed", 3},
		{`"advance":307`, `"advance":"307"`, "advance", 3},
		{`"advance":307`, `"undo":2`, "tick", 3},
		{`"advance":307`, `"reset":true,"RESET":null`, "reset", 3},
		{`{"advance":307`, "\n{" + `"advance":308`, "tick", 4},
		{`{"advance":307`, `[{"advance":307`, "", 3},
	} {
		if strings.Count(good, tc.old) != 1 {
			t.Fatalf("%s is %d times in %s, want once", tc.old, strings.Count(good, tc.old), good)
		}
		err := loadLines(t, s.hub, []byte(strings.Replace(good, tc.old, tc.bad, 1)))
		var wrong *journal.Fault
		if !errors.As(err, &wrong) || wrong.Field != tc.field || wrong.Entry != tc.line || wrong.Message == "" {
			t.Errorf("%s: got %+v, want a mistake in line %d, field %q", tc.bad, err, tc.line, tc.field)
		}
	}
	if after := s.hub.Clock(); after != before {
		t.Errorf("after that the clock is %+v, want %+v", after, before)
	}
}

// TestIdleSpeeds checks that a speed that the world has already is no entry of the journal.
func TestIdleSpeeds(t *testing.T) {
	s := newServer(t, nil)
	for _, x := range []float64{7, 1, 0} {
		if err := speed(x)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		before := saved(t, s.hub)
		if err := speed(x)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		if after := saved(t, s.hub); !bytes.Equal(after, before) {
			t.Errorf("after the speed %v again: got the journal\n%swant it as before\n%s", x, after, before)
		}
	}
}
