package stream_test

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// TestBye checks that every subscriber gets a bye when the hub closes, and that none is left.
func TestBye(t *testing.T) {
	s := newServer(t, nil)
	readers := make([]reader, 40)
	for i := range readers {
		readers[i] = s.subscribe(t, []string{"ws", "sse"}[i%2], "")
		until(t, readers[i], "snapshot")
	}
	var all sync.WaitGroup
	for _, r := range readers {
		all.Go(func() { sayGoodBye(t, r) })
	}
	s.hub.Close()
	all.Wait()
	if n := s.hub.Subscribers(); n != 0 {
		t.Errorf("got %d subscribers, want none", n)
	}
	if status, _ := get(t, s.URL+"/stream/sse"); status != http.StatusServiceUnavailable {
		t.Errorf("a closed hub: got %d, want %d", status, http.StatusServiceUnavailable)
	}
}

// sayGoodBye reads to the end of a stream, whose last message must be bye.
func sayGoodBye(t *testing.T, r reader) {
	var last message
	for {
		m, err := r.read()
		if err == nil {
			last = m
			continue
		}
		if _, ws := r.(wsReader); ws && !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
			t.Errorf("got %v, want a close with %d", err, websocket.CloseServiceRestart)
		}
		break
	}
	bye := payload[model.Bye](t, last)
	if last.Type != "bye" || bye.Reason == "" || bye.RetryMS < 1000 || bye.RetryMS > 2000 {
		t.Errorf("the last message: got %+v, want bye with a reason, and to retry in 1 to 2 s", last)
	}
}

// TestStuckReaders checks that subscribers that never read keep no event from the others, and are cut off at the end.
func TestStuckReaders(t *testing.T) {
	s := newServer(t, func(o *stream.Options) {
		o.Genesis.Scenario = load(t, "large")
		o.Genesis.Tick, o.Genesis.Speed = 200*time.Millisecond, 5
	})
	for range 4 {
		stuck, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer stuck.Close()
		if _, err := stuck.Write([]byte("GET /stream/sse HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		s.dial(t, "")
	}
	r := s.dial(t, "topics=training,tasks,nodes")
	last := parseID(t, until(t, r, "snapshot").ID).Tick
	for ticks := 0; ticks < 15; {
		m := r.next(t)
		tick := parseID(t, m.ID).Tick
		switch {
		case m.Type == "gap":
			t.Fatalf("got %+v, want no gap", m)
		case tick > last+1:
			t.Fatalf("got %s after tick %d, want the next tick", m.ID, last)
		case tick > last:
			last, ticks = tick, ticks+1
		}
	}
	begin := time.Now()
	s.hub.Close()
	if n, took := s.hub.Subscribers(), time.Since(begin); n != 0 || took > 5*time.Second {
		t.Errorf("got %d subscribers after %s, want none within 5 s", n, took)
	}
}

// TestHeavyFilters checks that subscribers whose filters take longer to compute than a tick do not slow the others
// down.
func TestHeavyFilters(t *testing.T) {
	s := newServer(t, nil)
	for subscriber := range 30 {
		query := "topics=nodes,training"
		for i := range 64 {
			query += fmt.Sprintf("&task_id=t%d-%d&node_id=n%d-%d", subscriber, i, subscriber, i)
		}
		s.dial(t, query)
		s.dial(t, query+"&since="+wire.EventID{Epoch: s.hub.Epoch()}.String())
	}
	var others sync.WaitGroup
	for range 8 {
		r := s.dial(t, "topics=cluster")
		others.Go(func() {
			for range 100 {
				if m, err := r.read(); err != nil || m.Type == "gap" {
					t.Errorf("got %+v, %v; want an event", m, err)
					return
				}
			}
		})
	}
	others.Wait()
	begin := time.Now()
	s.hub.Close()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the end took %s, want at most 5 s", took)
	}
}
