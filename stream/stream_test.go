package stream_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// follow checks that ids follow one another without holes, from a first message with an id on.
func follow(tb testing.TB, previous, m message) {
	tb.Helper()
	a, b := parseID(tb, previous.ID), parseID(tb, m.ID)
	next := b.Tick == a.Tick && b.Index == a.Index+1 || b.Tick == a.Tick+1 && b.Index == 0
	if a.Epoch != b.Epoch || !next {
		tb.Fatalf("got %s after %s, want the next id", m.ID, previous.ID)
	}
}

// TestTransportsAgree checks that both transports send hello, a snapshot, and then the same events in the same bytes.
func TestTransportsAgree(t *testing.T) {
	s := newServer(t, nil)
	got := map[string]map[string]string{}
	var first int64
	for _, transport := range []string{"ws", "sse"} {
		r := s.subscribe(t, transport, "")
		hello := r.next(t)
		if h := payload[model.Hello](t, hello); hello.Type != "hello" || hello.ID != "" || h.Epoch != s.hub.Epoch() ||
			h.TickMS != 20 || h.Speed != 50 || h.Resumed || len(h.Topics) != 5 {
			t.Fatalf("%s: got %+v, want a new stream of 5 topics at 20 ms and speed 50", transport, hello)
		}
		last := r.next(t)
		if snapshot := payload[model.Snapshot](t, last); last.Type != "snapshot" || len(snapshot.Nodes) != 8 ||
			len(snapshot.Tasks) != 3 || snapshot.ClusterStatus == nil {
			t.Fatalf("%s: got %+v, want a snapshot of 8 nodes, 3 tasks and the cluster", transport, last)
		}
		first = parseID(t, last.ID).Tick + 1
		got[transport] = map[string]string{}
		for range 300 {
			m := r.next(t)
			follow(t, last, m)
			got[transport][m.ID] = m.Type + m.Time + string(m.Payload)
			last = m
		}
		r.close()
	}
	// The second reader came later: ask for its first tick again, over the first transport.
	again := s.subscribe(t, "ws", "since="+wire.EventID{Epoch: s.hub.Epoch(), Tick: first - 1, Index: 999}.String())
	again.next(t)
	for range 100 {
		if m := again.next(t); got["sse"][m.ID] != m.Type+m.Time+string(m.Payload) {
			t.Fatalf("%s: got %s over WebSocket, want %s as over SSE", m.ID, m.Payload, got["sse"][m.ID])
		}
	}
}

// TestSSEHeaders checks the headers and fields that browsers and proxies depend on.
func TestSSEHeaders(t *testing.T) {
	s := newServer(t, nil)
	r := s.events(t, "events=named", "")
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform",
		"X-Accel-Buffering": "no",
	} {
		if got := r.response.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for range 30 {
		if m := r.next(t); r.event != m.Type || r.id != m.ID {
			t.Fatalf("got event %q and id %q, want those of %+v", r.event, r.id, m)
		}
	}
	plain := s.events(t, "", "")
	if plain.next(t); plain.event != "" {
		t.Errorf("got event %q, want none unless it was asked for", plain.event)
	}
}

// TestFilters checks topics, ids and interval, each alone and together.
func TestFilters(t *testing.T) {
	s := newServer(t, nil)
	all := payload[model.Snapshot](t, until(t, s.dial(t, ""), "snapshot"))
	node := all.Nodes[1].ID
	const task = "task_1f2e3d4c" // of no scenario, so that it runs for long
	for _, tc := range []struct {
		query string
		types []string
		keep  func(m message) bool
	}{
		{"topics=cluster", []string{"cluster_status"}, nil},
		{"topics=nodes&interval=100ms", []string{"node_update", "node_state"}, func(m message) bool {
			return m.Type == "node_state" || parseID(t, m.ID).Tick%5 == 0
		}},
		{"topics=training&task_id=" + task, []string{"training_progress"}, func(m message) bool {
			return payload[model.TaskStatus](t, m).TaskID == task
		}},
		{"node_id=" + node, []string{"node_update", "node_state", "system_log"}, func(m message) bool {
			return strings.Contains(string(m.Payload), node)
		}},
		{"topics=nodes,training&node_id=node_1234&task_id=task_123", []string{"node_update", "training_progress"},
			func(m message) bool {
				return strings.Contains(string(m.Payload), "node_1234") ||
					strings.Contains(string(m.Payload), "task_123")
			}},
	} {
		for _, transport := range []string{"ws", "sse"} {
			r := s.subscribe(t, transport, tc.query)
			until(t, r, "snapshot")
			for range 30 {
				if m := r.next(t); !slices.Contains(tc.types, m.Type) || tc.keep != nil && !tc.keep(m) {
					t.Errorf("%s over %s: got %+v, want %v that the filter admits", tc.query, transport, m, tc.types)
				}
			}
			r.close()
		}
	}
}

// TestSnapshotObeysTheFilter checks that a snapshot is filtered, and is left out on request.
func TestSnapshotObeysTheFilter(t *testing.T) {
	s := newServer(t, nil)
	snapshot := payload[model.Snapshot](t, until(t, s.dial(t, "node_id=node_1234&task_id=task_123"), "snapshot"))
	if len(snapshot.Nodes) != 1 || snapshot.Nodes[0].ID != "node_1234" || len(snapshot.Tasks) != 1 ||
		snapshot.Tasks[0].TaskID != "task_123" || snapshot.ClusterStatus != nil {
		t.Errorf("got %+v, want node_1234 and task_123 alone", snapshot)
	}
	r := s.dial(t, "snapshot=false")
	r.next(t)
	if m := r.next(t); m.Type == "snapshot" {
		t.Errorf("got %+v, want no snapshot", m)
	}
}

// TestRefusals checks that a bad value is a 422 that names the parameter and gives an example, before any stream
// begins.
func TestRefusals(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Strict = true })
	for _, tc := range []struct {
		query, parameter string
		status           int
	}{
		{"topics=foo", "topics", 422},
		{"topics=nodes,foo", "topics", 422},
		{"interval=1ns", "interval", 422},
		{"interval=30ms", "interval", 422},
		{"interval=-1s", "interval", 422},
		{"interval=soon", "interval", 422},
		{"interval=25h", "interval", 422},
		{"task_id=a%0Ab", "Task not found", 404},
		{"node_id=" + strings.Repeat("x", 129), "Node not found", 404},
		{"since=yesterday", "since", 422},
		{"limit=0", "limit", 422},
		{"limit=-1", "limit", 422},
		{"limit=1.5", "limit", 422},
		{"limit=1000001", "limit", 422},
		{"limit=99999999999999999999", "limit", 422},
		{"for=5", "for", 422},
		{"for=0s", "for", 422},
		{"for=-5s", "for", 422},
		{"for=1us", "for", 422},
		{"for=25h", "for", 422},
		{"for=1w", "for", 422},
		{"snapshot=perhaps", "snapshot", 422},
		{"events=all", "events", 422},
		{"on_slow=wait", "on_slow", 422},
		{"task_id=task_123", "Task not found", 404},
		{"node_id=node_12", "Node not found", 404},
	} {
		for _, path := range []string{"/stream/sse?", "/stream/ws?"} {
			status, body := get(t, s.URL+path+tc.query)
			if status != tc.status || !strings.Contains(body, `"`+tc.parameter+`"`) || status == 422 &&
				!strings.Contains(body, "use") && !strings.Contains(body, "such as") {
				t.Errorf("%s%s: got %d %s, want %d about %s", path, tc.query, status, body, tc.status, tc.parameter)
			}
		}
	}
}

// TestPlainGet asks for a WebSocket by plain HTTP. The text holds behind a proxy, too: it names no address from the
// root, and no host.
func TestPlainGet(t *testing.T) {
	s := newServer(t, nil)
	status, body := get(t, s.URL+"/stream/ws")
	const want = "connect to this address with ws in place of http"
	if status != http.StatusUpgradeRequired || !strings.Contains(body, want) || !strings.Contains(body, "stream/sse") {
		t.Errorf("got %d %s, want %d with %q and stream/sse", status, body, http.StatusUpgradeRequired, want)
	}
	host := strings.TrimPrefix(s.URL, "http://")
	if strings.Contains(body, " /") || strings.Contains(body, "//") || strings.Contains(body, host) {
		t.Errorf("got %s, want no host and no path from the root", body)
	}
}

// TestAbsentIDs checks that a filter may have a few ids outside the scenario, and any number of those inside.
func TestAbsentIDs(t *testing.T) {
	s := newServer(t, nil)
	for _, parameter := range []string{"task_id", "node_id"} {
		var ids []string
		for i := range 64 {
			ids = append(ids, fmt.Sprintf("absent%d", i))
		}
		few := parameter + "=" + strings.Join(ids, ",") + ",absent0"
		until(t, s.dial(t, few), "snapshot")
		for _, path := range []string{"/stream/sse?", "/stream/ws?"} {
			status, body := get(t, s.URL+path+few+",another")
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, `"`+parameter+`"`) {
				t.Errorf("65 absent ids on %s: got %d %s, want a 422 that names %s", path, status, body, parameter)
			}
		}
	}
}

// TestMaxSubscribers checks that one client too many is asked to come again.
func TestMaxSubscribers(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.MaxSubscribers = 2 })
	until(t, s.dial(t, ""), "snapshot")
	until(t, s.events(t, "", ""), "snapshot")
	response, err := s.Client().Get(s.URL + "/stream/sse")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	retry := response.Header.Get("Retry-After")
	if response.StatusCode != http.StatusServiceUnavailable || retry != "2" && retry != "3" {
		t.Errorf("got %d, Retry-After %q; want %d, 2 or 3", response.StatusCode, retry, http.StatusServiceUnavailable)
	}
}
