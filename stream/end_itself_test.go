package stream_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// rest reads a stream up to its end. The end must be in good order: the last byte of a response, or a close with 1000.
func rest(tb testing.TB, r reader) []message {
	tb.Helper()
	var list []message
	for {
		m, err := r.read()
		if err == nil {
			list = append(list, m)
			continue
		}
		_, overWebSocket := r.(wsReader)
		if overWebSocket && !websocket.IsCloseError(err, websocket.CloseNormalClosure) ||
			!overWebSocket && r.(*sseReader).lines.Err() != nil {
			tb.Errorf("got %v after %d messages, want the end in good order", err, len(list))
		}
		return list
	}
}

// TestLimit checks that a stream ends itself after a number of events with an id.
func TestLimit(t *testing.T) {
	s := newServer(t, nil)
	first := until(t, s.dial(t, ""), "cluster_status").ID
	for _, tc := range []struct {
		query string
		// before counts the messages in front of the events.
		events, before int
	}{
		{"limit=1", 1, 2},
		{"limit=20", 20, 2},
		{"limit=20&snapshot=false", 20, 1},
		{"limit=33&topics=cluster", 33, 2},
		{"limit=33&topics=nodes&node_id=node_1234&interval=40ms", 33, 2},
		{"limit=33&since=" + first, 33, 1},
		{"limit=33&events=named", 33, 2},
		{"limit=33&lastEventId=nonsense", 33, 3},
	} {
		for _, transport := range []string{"ws", "sse"} {
			list := rest(t, s.subscribe(t, transport, tc.query))
			checkLimit(t, tc.query+" over "+transport, list, tc.before, tc.events)
		}
	}
}

// checkLimit checks that a stream had so many messages before its events, and so many events.
func checkLimit(tb testing.TB, name string, list []message, before, want int) {
	tb.Helper()
	if len(list) != before+want {
		tb.Fatalf("%s: got %d messages, want %d before %d events", name, len(list), before, want)
	}
	for i, m := range list {
		if (i >= before) != (m.ID != "" && m.Type != "snapshot") {
			tb.Errorf("%s: message %d: got %s with the id %q, want the first of %d events at %d", name, i, m.Type, m.ID,
				want, before)
		}
	}
}

// TestLimitGoesOn checks that a new filter does not change the number of events that are left, and that a stream with
// a limit gets the same events as one without.
func TestLimitGoesOn(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=cluster&limit=10&snapshot=false")
	for range 5 {
		until(t, r, "cluster_status")
	}
	r.send(t, `{"type":"subscribe","topics":["cluster"]}`)
	count := 5
	for _, m := range rest(t, r) {
		if m.Type == "cluster_status" {
			count++
		}
	}
	if count != 10 {
		t.Errorf("got %d events, want 10", count)
	}
	since := until(t, s.dial(t, ""), "cluster_status").ID
	limited, free := rest(t, s.dial(t, "limit=50&since="+since)), s.dial(t, "since="+since)
	free.next(t)
	for _, m := range limited[1:] {
		if n := free.next(t); m.ID != n.ID || string(m.Payload) != string(n.Payload) {
			t.Errorf("got %+v, want %+v as without a limit", m, n)
		}
	}
}

// TestFor checks that a stream ends itself after a wall time, whether or not there are events.
func TestFor(t *testing.T) {
	s := newServer(t, nil)
	for _, query := range []string{
		"for=300ms", "for=300ms&task_id=task_123&topics=logs&snapshot=false", "for=300ms&limit=100000",
	} {
		for _, transport := range []string{"ws", "sse"} {
			begun := time.Now()
			list := rest(t, s.subscribe(t, transport, query))
			took := time.Since(begun)
			if took < 300*time.Millisecond || took > 5*time.Second || list[0].Type != "hello" {
				t.Errorf("%s over %s: got an end after %s, want about 300 ms", query, transport, took)
			}
		}
	}
	r := s.dial(t, "for=100ms&topics=cluster")
	r.send(t, `{"type":"subscribe","topics":["nodes"]}`)
	for _, m := range rest(t, r)[1:] {
		if m.Type == "bye" {
			t.Errorf("got %+v, want no bye from a server that goes on", m)
		}
	}
	settle(t, s.hub, 0)
}

// TestEndOverHTTP2 checks that both kinds of end complete the response where a connection is shared.
func TestEndOverHTTP2(t *testing.T) {
	s := newServer(t, nil)
	shared := httptest.NewUnstartedServer(http.HandlerFunc(s.hub.ServeSSE))
	shared.EnableHTTP2 = true
	shared.StartTLS()
	defer shared.Close()
	for _, query := range []string{"limit=20", "for=100ms"} {
		r := (&server{Server: shared, hub: s.hub}).events(t, query, "")
		if list := rest(t, r); r.response.ProtoMajor != 2 || len(list) < 3 {
			t.Errorf("%s: got %d messages over %s, want a stream over HTTP/2", query, len(list), r.response.Proto)
		}
	}
}
