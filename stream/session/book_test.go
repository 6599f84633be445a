package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"weak"

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
	b := session.NewBook(session.Options{
		Main: main, Hub: o, Most: most, Defaults: session.Wish{Genesis: o.Genesis, Idle: session.DefaultIdle},
	})
	tb.Cleanup(func() {
		b.Close()
		main.Close()
	})
	return b
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

// TestPaths asks by paths and headers, good and bad ones.
func TestPaths(t *testing.T) {
	b := newBook(t, 2)
	a, other := create(t, b, "a", 0), create(t, b, "...", 0)
	header := func(values ...string) http.Header { return http.Header{"X-Mock-Session": values} }
	for _, tc := range []struct {
		target string
		header http.Header
		want   *stream.Hub
		status int
		path   string
	}{
		{"/s/a/x?y=1", nil, a.Hub, 200, "/x?y=1"},
		{"/s/a/", nil, a.Hub, 200, "/"},
		{"/s/a//mock/clock", nil, a.Hub, 200, "//mock/clock"},
		{"/s/a/team%2Frun", nil, a.Hub, 200, "/team%2Frun"},
		{"/s/a/s/b/x", nil, a.Hub, 200, "/s/b/x"},
		{"/s/.../x", nil, other.Hub, 200, "/x"},
		{"/x", header("a"), a.Hub, 200, "/x"},
		{"/s/a/x", header("..."), a.Hub, 200, "/x"},
		{"/s/a", nil, nil, 302, ""},
		{"/s/b/x", nil, nil, 404, ""},
		{"/s/b", nil, nil, 404, ""},
		{"/x", header("b"), nil, 404, ""},
		{"/s/../x", nil, nil, 422, ""},
		{"/s/./x", nil, nil, 422, ""},
		{"/s/%2e%2e/x", nil, nil, 422, ""},
		{"/s/a%2fb/x", nil, nil, 422, ""},
		{"/s/%61/x", nil, nil, 422, ""},
		{"/s//x", nil, nil, 422, ""},
		{"/s/" + strings.Repeat("a", 65) + "/x", nil, nil, 422, ""},
		{"/x", header(""), nil, 422, ""},
		{"/x", header("../a"), nil, 422, ""},
		{"/x", header("a", "a"), nil, 422, ""},
	} {
		w, seen, hub := ask(b, tc.target, tc.header)
		if w.Code != tc.status || hub != tc.want {
			t.Errorf("%s %v: got %d %s and hub %p, want %d and %p", tc.target, tc.header, w.Code, w.Body, hub,
				tc.status, tc.want)
		}
		// An address that begins with two slashes would name a host.
		address := tc.path != "//mock/clock"
		if seen != nil && (seen.RequestURI != tc.path || address && seen.URL.RequestURI() != tc.path) {
			t.Errorf("%s: got %s and %s, want %s", tc.target, seen.RequestURI, seen.URL.RequestURI(), tc.path)
		}
		if seed := w.Header().Get("X-Mock-Seed"); (seed == "1") != (tc.status < 400) {
			t.Errorf("%s: got the seed %q", tc.target, seed)
		}
	}
	w, _, _ := ask(b, "/s/a?x=%2F", nil)
	if to := w.Header().Get("Location"); to != "a/?x=%2F" {
		t.Errorf("got a redirect to %q, want a/?x=%%2F", to)
	}
	if w, _, hub := ask(b, "/s", nil); w.Code != 200 || hub == a.Hub || w.Header().Get("X-Mock-Seed") != "" {
		t.Errorf("got %d and hub %p, want the main one", w.Code, hub)
	}
}

// TestIdle lets sessions go after their time, but none that is asked or watched.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 10)
		create(t, b, "short", time.Second)
		create(t, b, "long", time.Minute)
		create(t, b, "asked", time.Second)
		create(t, b, "ever", 0)
		watched := create(t, b, "watched", time.Second)
		_, leave, err := watched.Hub.Join()
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan struct{})
		under := create(t, b, "answering", time.Second)
		go b.Enter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-answered })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/s/answering/x", nil))
		check := func(want string) {
			t.Helper()
			if got := names(b); got != want {
				t.Errorf("after %s: got the sessions %q, want %q", time.Since(under.Used), got, want)
			}
		}
		for range 10 {
			time.Sleep(900 * time.Millisecond)
			synctest.Wait()
			ask(b, "/s/asked/", nil)
		}
		check("long asked ever watched answering")
		leave()
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		check("long asked ever watched answering")
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		check("long ever answering")
		close(answered)
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		check("long ever")
		time.Sleep(time.Minute)
		synctest.Wait()
		check("ever")
		time.Sleep(1000 * time.Hour)
		synctest.Wait()
		check("ever")
	})
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

// TestManyComeAndGo makes and ends sessions from many goroutines: none is left, nor anything of them.
func TestManyComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 64)
		synctest.Wait()
		before := goroutines()
		var seen []weak.Pointer[stream.Hub]
		var mu sync.Mutex
		var work sync.WaitGroup
		for g := range 8 {
			work.Go(func() {
				for i := range 125 {
					w := b.Defaults()
					w.Name = "s" + strconv.Itoa(g) + "-" + strconv.Itoa(i)
					s, err := b.Create(t.Context(), w)
					if err != nil {
						t.Error(err)
						return
					}
					ask(b, "/s/"+w.Name+"/", nil)
					mu.Lock()
					seen = append(seen, weak.Make(s.Hub))
					mu.Unlock()
					if _, err := b.Delete(w.Name); err != nil {
						t.Error(err)
					}
				}
			})
		}
		work.Wait()
		synctest.Wait()
		if got := goroutines(); names(b) != "" || got > before {
			t.Errorf("got the sessions %q and %d goroutines, want none and %d", names(b), got, before)
		}
		runtime.GC()
		runtime.GC()
		for _, hub := range seen {
			if hub.Value() != nil {
				t.Fatal("a hub is still in memory, want it collected")
			}
		}
	})
}

// TestIdleCosts measures 64 sessions that nobody watches.
func TestIdleCosts(t *testing.T) {
	const most = 100_000
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 64)
		running, before := goroutines(), heap()
		for range 64 {
			s := create(t, b, "", session.DefaultIdle)
			ask(b, "/s/"+s.Name+"/", nil)
			w, now := s.Hub.Now()
			w.At(now).Tasks()
		}
		each := (heap() - before) / 64
		t.Logf("%d bytes each", each)
		if got := goroutines(); each > most || got > running {
			t.Errorf("got %d bytes each and %d goroutines, want at most %d and %d", each, got, most, running)
		}
		runtime.KeepAlive(b)
	})
}

// goroutines returns the number of goroutines that the program has started.
func goroutines() int {
	all := make([]byte, 1<<20)
	return strings.Count(string(all[:runtime.Stack(all, true)]), "created by trainmock/stream")
}

// heap returns the number of bytes in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
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
