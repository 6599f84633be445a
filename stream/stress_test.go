package stream_test

import (
	"flag"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"trainmock/stream/model"
)

var stressFor = flag.Duration("stress.for", 2*time.Second, "how long TestStress lasts")

// TestStress lets subscribers connect, resume, break off, stall, catch up and change their filter, all at once. Each
// checks that no event is missing, repeated or out of order, unless a gap tells.
func TestStress(t *testing.T) {
	s := newServer(t, nil)
	var all sync.WaitGroup
	var events, gaps atomic.Int64
	for i := range 40 {
		all.Go(func() {
			w := &worker{server: s, transport: []string{"ws", "sse"}[i%2]}
			for end := time.Now().Add(*stressFor); time.Now().Before(end); {
				w.connect(t)
			}
			events.Add(int64(w.events))
			gaps.Add(int64(w.gaps))
		})
	}
	all.Wait()
	t.Logf("%d events, %d gaps", events.Load(), gaps.Load())
	if events.Load() < 5000 {
		t.Errorf("got %d events, want at least 5000", events.Load())
	}
}

// worker is a subscriber with a memory.
type worker struct {
	server    *server
	transport string
	// last is the last message with an id, of the unfiltered stream.
	last         message
	events, gaps int
}

// connect runs one connection: it resumes where the last one ended, reads on, and is dropped.
func (w *worker) connect(t *testing.T) {
	query := "on_slow=gap"
	if w.last.ID != "" && rand.IntN(4) > 0 {
		query = "since=" + w.last.ID
	} else {
		w.last = message{}
	}
	r := w.server.subscribe(t, w.transport, query)
	defer r.close()
	if h := payload[model.Hello](t, r.next(t)); h.Resumed != (w.last.ID != "") {
		t.Errorf("%s: got resumed %t, want %t", query, h.Resumed, w.last.ID != "")
	}
	for range rand.IntN(400) {
		w.take(t, r.next(t))
		if rand.IntN(200) == 0 {
			// The sockets' buffers fill, and what comes next is more than one tick.
			<-time.After(rand.N(400 * time.Millisecond))
		}
	}
	if talker, ok := r.(wsReader); ok && rand.IntN(2) == 0 {
		w.talk(t, talker)
	}
}

// take checks a message against the one before.
func (w *worker) take(t *testing.T, m message) {
	switch {
	case m.Type == "gap":
		w.gaps++
		w.last = message{}
		return
	case m.ID == "":
		return
	case w.last.ID != "":
		follow(t, w.last, m)
	}
	w.last = m
	w.events++
}

// talk changes the filter in the middle of the stream. After hello, only events that it admits may come.
func (w *worker) talk(t *testing.T, r wsReader) {
	r.send(t, `{"type":"ping"}`)
	r.send(t, `{"type":"subscribe","topics":["cluster"]}`)
	for {
		m := r.next(t)
		if m.Type == "hello" {
			break
		}
		w.take(t, m)
	}
	previous := r.next(t)
	if previous.Type != "snapshot" {
		t.Errorf("got %+v after hello, want a snapshot", previous)
	}
	for range 5 {
		m := r.next(t)
		if m.Type != "cluster_status" || parseID(t, m.ID).Tick != parseID(t, previous.ID).Tick+1 {
			t.Errorf("got %+v after %s, want the cluster_status of the next tick", m, previous.ID)
		}
		previous = m
	}
	w.last = message{}
}
