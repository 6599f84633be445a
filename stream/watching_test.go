package stream_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// await waits until a condition holds.
func await(tb testing.TB, want string, holds func() bool) {
	tb.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(waitLimit); !holds(); <-look.C {
		if time.Now().After(end) {
			tb.Fatalf("waited %v, want %s", waitLimit, want)
		}
	}
}

// awaitOpen waits until every subscriber on the list has been greeted, so that it misses no tick from then on.
func (s *server) awaitOpen(tb testing.TB) {
	tb.Helper()
	await(tb, "every subscriber greeted", func() bool {
		return !slices.ContainsFunc(s.hub.Subscriptions(), func(l model.Subscription) bool { return l.Bytes == 0 })
	})
}

// send sends an event of the user's own.
func (s *server) send(tb testing.TB, kind string, topic model.Topic, payload, id string) model.Delivery {
	tb.Helper()
	d, err := s.hub.Send(kind, topic, json.RawMessage(payload), id)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// TestSubscriptions lists connections with their filters and counts, from before their first byte until they leave.
func TestSubscriptions(t *testing.T) {
	s := newServer(t, nil)
	ws, sse := s.dial(t, "topics=nodes&node_id=node_1&interval=100ms"), s.events(t, "limit=1000000", "")
	for _, r := range []reader{ws, sse} {
		until(t, r, "snapshot")
		if m := r.next(t); m.ID == "" {
			t.Errorf("got %s, want an event with an id", m.Type)
		}
	}
	list := s.hub.Subscriptions()
	if len(list) != 2 || list[0].ID == list[1].ID || list[0].ID == "" {
		t.Fatalf("got %v, want two connections with ids of their own", list)
	}
	for i, want := range []model.Subscription{
		{Transport: "ws", UserAgent: "Go-http-client/1.1", Filter: model.StreamFilter{
			Topics: []model.Topic{"nodes"}, TaskIDs: []string{}, NodeIDs: []string{"node_1"}, Interval: "100ms"}},
		{Transport: "sse", UserAgent: "Go-http-client/1.1", Filter: model.StreamFilter{
			Topics: model.Topics, TaskIDs: []string{}, NodeIDs: []string{}, Interval: "20ms"}},
	} {
		got := list[i]
		since, err := time.Parse(time.RFC3339, got.Since)
		if got.Transport != want.Transport || fmt.Sprint(got.Filter) != fmt.Sprint(want.Filter) || err != nil ||
			time.Since(since) > waitLimit || !strings.HasPrefix(got.Remote, "127.0.0.1:") || got.Faults == nil ||
			got.Events == 0 || got.Bytes < 100*got.Events || got.Behind < 0 {
			t.Errorf("got %+v, want %+v, with counts, an address and when it connected", got, want)
		}
	}
	ws.send(t, `{"type":"subscribe","topics":["logs"],"task_id":"task_1"}`)
	until(t, ws, "hello")
	if got := s.hub.Subscriptions()[0].Filter; got.Topics[0] != "logs" || got.TaskIDs[0] != "task_1" {
		t.Errorf("after subscribe: got %v, want the new filter", got)
	}
	ws.close()
	await(t, "one connection", func() bool { return len(s.hub.Subscriptions()) == 1 })
}

// TestSubscriptionCounts holds the numbers of events and bytes to what a client got.
func TestSubscriptionCounts(t *testing.T) {
	s := newServer(t, nil)
	conn, response := newDoor(t, s, false).ask(t, "GET /stream/sse HTTP/1.1\r\nHost: x\r\n\r\n")
	id := s.hub.Subscriptions()[0].ID
	for range 3 {
		s.send(t, "mine", "logs", "{}", "")
	}
	await(t, "some events", func() bool { return s.hub.Subscriptions()[0].Events > 100 })
	was, err := s.hub.Kick(id, 1012, "", false)
	body, readErr := io.ReadAll(conn.in)
	if err != nil || readErr != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("got %v, %v, %d; want a whole stream", err, readErr, response.StatusCode)
	}
	events := int64(strings.Count(string(body), "\nid: ") - strings.Count(string(body), `"type":"snapshot"`) + 3)
	// A tick may be sent between the count and the end.
	if was.Events < 100 || was.Events > events || was.Bytes > int64(len(body))+1000 || was.Bytes < was.Events*100 {
		t.Errorf("got %d events in %d bytes, want those of %d in %d", was.Events, was.Bytes, events, len(body))
	}
}

// TestKick closes connections with a code and a reason, or with the end of the response. Others go on.
func TestKick(t *testing.T) {
	s := newServer(t, nil)
	other := s.dial(t, "")
	until(t, other, "snapshot")
	ws, sse := s.dial(t, ""), s.events(t, "", "")
	until(t, ws, "snapshot")
	until(t, sse, "snapshot")
	for _, id := range []string{"s2", "s3"} {
		was, err := s.hub.Kick(id, 4321, "enough", false)
		if err != nil || was.ID != id {
			t.Errorf("%s: got %+v, %v; want the connection that was closed", id, was, err)
		}
		var refusal *refuse.Refusal
		if _, err := s.hub.Kick(id, 4321, "", false); !errors.As(err, &refusal) || refusal.Status != 404 {
			t.Errorf("%s once more: got %v, want a 404", id, err)
		}
	}
	if err := end(ws); !websocket.IsCloseError(err, 4321) || !strings.Contains(err.Error(), "enough") {
		t.Errorf("got %v, want a close with 4321 and the reason", err)
	}
	if err := end(sse); err == nil || sse.lines.Err() != nil {
		t.Errorf("got %v, want the end of the response", sse.lines.Err())
	}
	until(t, other, "cluster_status")
}

// end reads to the end of a stream, and returns its error.
func end(r reader) error {
	for {
		if _, err := r.read(); err != nil {
			return err
		}
	}
}

// TestReset breaks connections off: the client sees an error, over HTTP/2 too, where other streams go on.
func TestReset(t *testing.T) {
	s := newServer(t, nil)
	ws, sse := s.dial(t, ""), s.events(t, "", "")
	shared := httptest.NewUnstartedServer(s.Config.Handler)
	shared.EnableHTTP2 = true
	shared.StartTLS()
	t.Cleanup(shared.Close)
	over2 := &server{Server: shared, hub: s.hub}
	first, second := over2.events(t, "", ""), over2.events(t, "", "")
	for i, r := range []reader{ws, sse, first, second} {
		until(t, r, "snapshot")
		if i == 3 {
			break
		}
		if _, err := s.hub.Kick(fmt.Sprintf("s%d", i+1), 0, "", true); err != nil {
			t.Fatal(err)
		}
		if err := end(r); err == nil || i < 2 && !errors.Is(err, syscall.ECONNRESET) || isCleanEnd(r) {
			t.Errorf("s%d: got %v, want a reset", i+1, err)
		}
	}
	until(t, second, "cluster_status")
	if list := s.hub.Subscriptions(); len(list) != 1 || list[0].ID != "s4" {
		t.Errorf("got %v, want the last alone", list)
	}
}

// isCleanEnd reports whether a response has ended as if it were whole.
func isCleanEnd(r reader) bool {
	sse, ok := r.(*sseReader)
	return ok && sse.lines.Err() == nil
}

// TestSend sends events to those whose filter admits the topic, or to one. They have no id, and their payload arrives
// as it is.
func TestSend(t *testing.T) {
	s := newServer(t, nil)
	const payload = `{"n":12345678901234567890,"text":"\u00fc\u2028","list":[null,1.50]}`
	all := map[string]reader{
		"logs": s.dial(t, "topics=logs&snapshot=false"), "nodes": s.events(t, "topics=nodes,training", ""),
		"every": s.events(t, "events=named", ""), "one task": s.dial(t, "task_id=task_1&topics=logs"),
	}
	for _, r := range all {
		until(t, r, "hello")
	}
	if d := s.send(t, "my.event_1-x", "logs", payload, ""); d != (model.Delivery{Sent: 3}) {
		t.Errorf("got %+v, want 3 sent", d)
	}
	for _, subscription := range s.hub.Subscriptions() {
		if d := s.send(t, "bye", "", "null", subscription.ID); d.Sent != 1 {
			t.Errorf("to one: got %+v, want 1 sent", d)
		}
	}
	for name, r := range all {
		if name != "nodes" {
			m := until(t, r, "my.event_1-x")
			var got, want any
			json.Unmarshal(m.Payload, &got)
			json.Unmarshal([]byte(payload), &want)
			if m.ID != "" || m.Time == "" || fmt.Sprint(got) != fmt.Sprint(want) ||
				!strings.Contains(string(m.Payload), "12345678901234567890") {
				t.Errorf("%s: got %+v, want the payload and a time", name, m)
			}
		}
		if m := until(t, r, "bye"); string(m.Payload) != "null" {
			t.Errorf("%s: got %s, want null", name, m.Payload)
		}
	}
	if named := all["every"].(*sseReader); named.event != "bye" {
		t.Errorf("got event: %q, want the type", named.event)
	}
	if _, err := s.hub.Send("x", "logs", json.RawMessage("1"), "s99"); err == nil {
		t.Error("to nobody: got nil, want an error")
	}
}

// TestSendInOrder sends events while ticks and replies are under way: whole messages, each once and in order, between
// ticks that have no hole.
func TestSendInOrder(t *testing.T) {
	s := newServer(t, nil)
	for i, transport := range []string{"ws", "sse"} {
		r := s.subscribe(t, transport, "")
		id := s.hub.Subscriptions()[i].ID
		last, next := until(t, r, "snapshot"), 0
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			for i := range 300 {
				for d := (model.Delivery{}); d.Sent == 0; {
					d, _ = s.hub.Send("mine", "logs", json.RawMessage(fmt.Sprint(i)), id)
				}
			}
		}()
		for next < 300 {
			m := r.next(t)
			if m.ID != "" {
				follow(t, last, m)
				last = m
				continue
			}
			if got := payload[int](t, m); m.Type != "mine" || got != next {
				t.Fatalf("got %s %d, want mine %d", m.Type, got, next)
			}
			next++
		}
		<-sent
	}
}

// TestSlowReader sends much to a reader that does not read: what it loses is counted, and nobody waits for it. It can
// still be closed.
func TestSlowReader(t *testing.T) {
	s := newServer(t, nil)
	d := newDoor(t, s, false)
	d.upgrade(t, "topics=logs")
	brisk := s.dial(t, "topics=logs")
	until(t, brisk, "snapshot")
	large := `"` + strings.Repeat("x", 60_000) + `"`
	var total model.Delivery
	for i := 0; total.Skipped == 0 && i < 2000; i++ {
		one := s.send(t, "large", "logs", large, "")
		total.Sent, total.Skipped = total.Sent+one.Sent, total.Skipped+one.Skipped
		until(t, brisk, "large")
	}
	if total.Skipped != 1 || total.Sent < 10 {
		t.Fatalf("got %+v, want the slow reader skipped once it is full", total)
	}
	if list := s.hub.Subscriptions(); len(list) != 2 {
		t.Fatalf("got %v, want two", list)
	}
	begun := time.Now()
	if _, err := s.hub.Kick("s1", 1011, "", false); err != nil {
		t.Fatal(err)
	}
	settle(t, s.hub, 1)
	if took := time.Since(begun); took > waitLimit/2 {
		t.Errorf("closing a slow reader took %v, want about half a second", took)
	}
}

// TestSubscriptionsWhileTheyChange lists connections, and sends them events, while they subscribe anew, come and go.
func TestSubscriptionsWhileTheyChange(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "")
	until(t, r, "snapshot")
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				s.hub.Send("mine", "logs", json.RawMessage("1"), "")
				s.hub.Subscriptions()
			}
		}
	}()
	for i := range 30 {
		r.send(t, fmt.Sprintf(`{"type":"subscribe","topics":["nodes","logs"],"task_id":"task_%d"}`, i))
		until(t, r, "hello")
		passing := s.events(t, "limit=1", "")
		until(t, passing, "hello")
		passing.close()
	}
	close(stop)
	<-done
	settle(t, s.hub, 1)
}
