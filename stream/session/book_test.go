package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/refuse"
	"trainmock/stream/scenario"
	"trainmock/stream/session"
)

// newBook returns a book of a hub and at most so many sessions of demo, which ends with the test.
func newBook(tb testing.TB, most int) *session.Book {
	tb.Helper()
	return newLimited(tb, session.Options{Most: most})
}

// newLimited does what newBook does, with other limits, too.
func newLimited(tb testing.TB, limits session.Options) *session.Book {
	tb.Helper()
	b, main := openBook(tb, limits)
	tb.Cleanup(func() {
		b.Close()
		main.Close()
	})
	return b
}

// openBook returns a book and its main hub, which do not end with the test.
func openBook(tb testing.TB, limits session.Options) (*session.Book, *stream.Hub) {
	tb.Helper()
	s, err := scenario.Load("demo")
	if err != nil {
		tb.Fatal(err)
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := stream.Options{
		Genesis: journal.Genesis{Scenario: s, Seed: 1, Start: start, Anchor: time.Now(), Tick: time.Second, Speed: 1},
		Lanes:   deliver.NewLanes(), Seats: stream.NewSeats(3), Turns: feed.NewTurns(),
	}
	main, err := stream.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	if limits.Hub.Seats != nil {
		o.Seats = limits.Hub.Seats
	}
	limits.Main, limits.Hub = main, o
	limits.Defaults = session.Wish{Genesis: o.Genesis, Idle: session.DefaultIdle}
	return session.NewBook(limits), main
}

// create makes a session by its name that stays for some time.
func create(tb testing.TB, b *session.Book, name string, idle time.Duration) session.State {
	tb.Helper()
	w := b.Defaults()
	w.Name, w.Idle = name, idle
	w.Genesis.Anchor = time.Now()
	s, err := b.Create(tb.Context(), w)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// names returns the names of the sessions in their order.
func names(b *session.Book) string {
	var list []string
	for _, s := range b.List() {
		list = append(list, s.Name)
	}
	return strings.Join(list, " ")
}

// status returns the status of a refusal, or 0.
func status(err error) int {
	if err == nil {
		return 0
	}
	return refuse.Of(err).Status
}

// ask asks for a path of a session, and returns the status and what the handler behind the book saw.
func ask(
	b *session.Book, target string, header http.Header,
) (w *httptest.ResponseRecorder, seen *http.Request, hub *stream.Hub) {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if header != nil {
		r.Header = header
	}
	w = httptest.NewRecorder()
	b.Enter(b.Check(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen = r
		hub, _ = b.Find(r)
	}))).ServeHTTP(w, r)
	return w, seen, hub
}

// TestNames gives and takes names.
func TestNames(t *testing.T) {
	b := newBook(t, 4)
	create(t, b, "", 0)
	create(t, b, "session-3", 0)
	create(t, b, "", 0)
	create(t, b, "", 0)
	if got := names(b); got != "session-1 session-3 session-2 session-4" {
		t.Errorf("got the sessions %s, want the first free names", got)
	}
	w := b.Defaults()
	for name, want := range map[string]int{"session-1": http.StatusConflict, "a": http.StatusTooManyRequests} {
		w.Name = name
		if _, err := b.Create(t.Context(), w); status(err) != want {
			t.Errorf("%s: got %v, want %d", name, err, want)
		}
	}
	_, err := b.Delete("nope")
	if status(err) != http.StatusNotFound || !strings.Contains(err.Error(), `{"name": "nope"}`) {
		t.Errorf("got %v, want a 404 that says how to make it", err)
	}
	if s, err := b.Delete("session-1"); err != nil || s.Name != "session-1" {
		t.Errorf("got %+v (%v), want session-1", s, err)
	}
	if s := create(t, b, "", 0); s.Name != "session-1" {
		t.Errorf("got the name %s, want session-1 again", s.Name)
	}
	b.Close()
	if _, err := b.Create(t.Context(), b.Defaults()); status(err) != http.StatusServiceUnavailable {
		t.Errorf("behind the end: got %v, want a 503", err)
	}
	if _, err := newBook(t, 0).Create(t.Context(), w); status(err) != http.StatusTooManyRequests {
		t.Errorf("got %v, want a 429", err)
	}
}

// TestSeats counts the connections of all worlds together.
func TestSeats(t *testing.T) {
	b := newBook(t, 2)
	hubs := []*stream.Hub{create(t, b, "a", 0).Hub, create(t, b, "b", 0).Hub}
	_, _, main := ask(b, "/", nil)
	var leave []func()
	for _, h := range append(hubs, main) {
		_, l, err := h.Join()
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	for _, h := range append(hubs, main) {
		if _, _, err := h.Join(); status(err) != http.StatusServiceUnavailable {
			t.Errorf("got %v, want a 503", err)
		}
	}
	leave[0]()
	if _, l, err := main.Join(); err != nil {
		t.Errorf("got %v, want the seat that the session gave back", err)
	} else {
		leave = append(leave, l)
	}
	for _, l := range leave[1:] {
		l()
	}
	for _, s := range b.List() {
		if s.Used.IsZero() || s.Hub.Subscribers() != 0 {
			t.Errorf("%s: got %d subscribers, used until %s, want none", s.Name, s.Hub.Subscribers(), s.Used)
		}
	}
}

// busy are seats that are not taken before free is closed.
type busy struct{ taking, free chan struct{} }

func (b busy) Take() error {
	close(b.taking)
	<-b.free
	return nil
}

func (busy) Free() {}

// TestDeletionHoldsNobodyUp deletes a session whose hub is held up: others answer meanwhile.
func TestDeletionHoldsNobodyUp(t *testing.T) {
	seats := busy{make(chan struct{}), make(chan struct{})}
	b := newLimited(t, session.Options{Most: 2, Hub: stream.Options{Seats: seats}})
	held := create(t, b, "held", 0).Hub
	create(t, b, "other", 0)
	var work sync.WaitGroup
	work.Go(func() {
		if _, leave, err := held.Join(); err == nil {
			leave()
		}
	})
	<-seats.taking
	work.Go(func() { b.Delete("held") })
	answered := make(chan int)
	work.Go(func() {
		for {
			if w, _, _ := ask(b, "/s/held/", nil); w.Code == http.StatusNotFound {
				break
			}
			runtime.Gosched()
		}
		w, _, _ := ask(b, "/s/other/", nil)
		answered <- w.Code
	})
	select {
	case status := <-answered:
		if status != http.StatusOK {
			t.Errorf("the other session answers %d, want 200", status)
		}
	case <-time.After(10 * time.Second):
		t.Error("no session answers while one is deleted, want them to")
		go func() { <-answered }()
	}
	close(seats.free)
	work.Wait()
}

// TestGone joins a session that is deleted: it is not there, instead of full.
func TestGone(t *testing.T) {
	b := newBook(t, 1)
	s := create(t, b, "a", 0)
	if _, err := b.Delete("a"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Hub.Join(); status(err) != http.StatusNotFound {
		t.Errorf("got %v, want a 404", err)
	}
}

// TestCreationWaits gives up with its context, and leaves no name taken.
func TestCreationWaits(t *testing.T) {
	b := newBook(t, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := b.Defaults()
	w.Name = "a"
	for range 300 {
		if _, err := b.Create(ctx, w); err == nil {
			b.Delete("a")
		}
	}
	create(t, b, "a", 0)
}
