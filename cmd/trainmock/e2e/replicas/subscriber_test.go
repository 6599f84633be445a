package replicas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
)

// subscriber reads a stream through any number of connections, each of which goes on behind the last id.
type subscriber struct {
	address   string
	client    *http.Client
	webSocket bool
	// resumes is set if the subscriber comes back when a connection breaks.
	resumes bool

	mu sync.Mutex
	// events are those with an id, in their order, and gaps counts the gaps.
	events []program.Message
	gaps   int
	// connections counts the connections, and err is why there is none any more.
	connections int
	err         error
}

// subscribe starts so many subscribers, half of them over each transport. They end with the test.
func subscribe(tb testing.TB, address string, count int, resumes bool) (list []*subscriber) {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	tb.Cleanup(func() {
		cancel()
		work.Wait()
	})
	for i := range count {
		s := &subscriber{address: address, client: program.NewClient(tb), webSocket: i%2 == 0, resumes: resumes}
		list = append(list, s)
		work.Go(func() { s.run(ctx) })
	}
	for _, s := range list {
		eventually(tb, "the first event", func() bool { return len(s.all()) > 0 })
	}
	return list
}

// run reads until the context is done, or the stream ends and is not resumed.
func (s *subscriber) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.connect(ctx)
		s.mu.Lock()
		s.err = err
		again := s.resumes && !errors.Is(err, errHole)
		s.mu.Unlock()
		if !again {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// connect reads one connection.
func (s *subscriber) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	feed, err := s.open(ctx)
	if err != nil {
		return err
	}
	for {
		m, err := feed.Next()
		if err == nil {
			err = s.take(m)
		}
		if err != nil {
			return err
		}
	}
}

func (s *subscriber) open(ctx context.Context) (program.Feed, error) {
	query := "?snapshot=false"
	s.mu.Lock()
	if n := len(s.events); n > 0 {
		query += "&since=" + url.QueryEscape(s.events[n-1].ID)
	}
	s.connections++
	s.mu.Unlock()
	if s.webSocket {
		return program.OpenWebSocket(ctx, s.address+"/stream/ws"+query)
	}
	return program.OpenSSE(ctx, s.client, s.address+"/stream/sse"+query)
}

// errHole reports an event that does not follow the one before.
var errHole = errors.New("an event is missing, or there twice")

// take keeps a message with an id.
func (s *subscriber) take(m program.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.Type == "gap" {
		s.gaps++
	}
	id, err := wire.ParseEventID(m.ID)
	if m.ID == "" || m.Type == "snapshot" {
		return nil
	}
	if err != nil {
		return err
	}
	if n := len(s.events); n > 0 && s.gaps == 0 {
		before, err := wire.ParseEventID(s.events[n-1].ID)
		follows := id.Tick == before.Tick && id.Index == before.Index+1 || id.Tick == before.Tick+1 && id.Index == 0
		begins := id.Index == 0 && id.Tick == 1 && worldOf(id) != worldOf(before)
		if err != nil || !follows && !begins {
			return fmt.Errorf("%w: %s behind %s", errHole, id, before)
		}
	}
	s.events = append(s.events, m)
	return nil
}

// worldOf returns the name of the world in an id, without that of its history.
func worldOf(id wire.EventID) string {
	world, _, _ := strings.Cut(id.Epoch, ".")
	return world
}

// all returns the events so far.
func (s *subscriber) all() []program.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events
}

// from returns the events behind an instant of the world up to another, and waits for them.
func (s *subscriber) between(tb testing.TB, first, last string) (list []program.Message) {
	tb.Helper()
	eventually(tb, "the events up to "+last, func() bool {
		events := s.all()
		s.mu.Lock()
		err := s.err
		s.mu.Unlock()
		if errors.Is(err, errHole) || err != nil && !s.resumes {
			tb.Fatal(err)
		}
		return len(events) > 0 && events[len(events)-1].Time >= last
	})
	for _, m := range s.all() {
		if m.Time > first && m.Time <= last {
			list = append(list, m)
		}
	}
	return list
}

// checkSame fails the test unless all subscribers got the same bytes behind an instant up to another, without a gap.
func checkSame(tb testing.TB, list []*subscriber, first, last string) {
	tb.Helper()
	want := list[0].between(tb, first, last)
	if len(want) == 0 {
		tb.Fatalf("there is no event behind %s up to %s", first, last)
	}
	for i, s := range list {
		got := s.between(tb, first, last)
		for n := range max(len(got), len(want)) {
			if n >= len(got) || n >= len(want) || string(got[n].Raw) != string(want[n].Raw) {
				tb.Errorf("subscriber %d has %d events behind %s up to %s, the first has %d; they differ from event %d on: "+
					"%.300s, %.300s", i, len(got), first, last, len(want), n, raw(got, n), raw(want, n))
				break
			}
		}
		if s.gaps > 0 {
			tb.Errorf("subscriber %d got %d gaps, want none", i, s.gaps)
		}
	}
}

func raw(list []program.Message, i int) []byte {
	if i < len(list) {
		return list[i].Raw
	}
	return nil
}
