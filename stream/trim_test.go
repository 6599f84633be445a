package stream

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/wire"
)

// shut is a connection that takes nothing until it is opened.
type shut struct {
	sink
	opened chan struct{}

	mu    sync.Mutex
	taken bytes.Buffer
}

func (s *shut) Offer([]byte) (n int, err error) { return 0, nil }

func (s *shut) Send(p []byte, _ time.Time) error {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken.Write(p)
	return nil
}

// has reports whether the connection has taken some bytes.
func (s *shut) has(p []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.taken.Bytes(), p)
}

// join opens a stream with a query, which may be empty, until the test ends.
func join(tb testing.TB, h *Hub, to deliver.Transport, query string) *subscriber {
	tb.Helper()
	r := httptest.NewRequest(http.MethodGet, "/?snapshot=false&"+query, nil)
	wish, err := ask.Subscribe(r, time.Second)
	if err == nil {
		err = h.enter()
	}
	if err != nil {
		tb.Fatal(err)
	}
	s := newSubscriber(h, wire.WebSocket, wish)
	s.enlist(r)
	s.open(to, nil)
	tb.Cleanup(func() {
		s.pump.Finish()
		s.leave("the test")
	})
	return s
}

// serveWhole serves the subscribers of a hub until one of them has been sent every tick. The end of a tick above 2 MB
// is left to a goroutine of its own.
func serveWhole(h *Hub, s *subscriber) {
	for h.group.Serve(); s.Lag() > 0; runtime.Gosched() {
	}
}

// TestTrim checks that a hub of a thousand nodes holds the ticks that a slow subscriber has yet to get, so that there
// is no gap, and lets go of them when all have got them.
func TestTrim(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	budget := feed.NewBudget(1 << 30)
	// Ticks come when the test publishes them, and none by itself however slow the machine is. Each is a world's second.
	g := genesis(t, "large", 10*time.Minute)
	g.Speed = 1.0 / 600
	h, err := New(Options{Genesis: g, Lanes: deliver.NewLanes(), Budget: budget, Replay: 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	slow := &shut{opened: make(chan struct{})}
	quick, waiting := join(t, h, &sink{}, ""), join(t, h, slow, "")
	clock, newest := h.feed().Clock(), h.feed().Newest()
	publish := func() {
		newest++
		h.publish(clock.Due(newest))
		serveWhole(h, quick)
	}
	for range 10 {
		publish()
	}
	const least = 16 << 20 // more than a feed holds for nobody
	if held := budget.Used(); held < least {
		t.Errorf("%d bytes are held while a subscriber waits for ten ticks, want at least %d", held, least)
	}
	close(slow.opened)
	for waiting.Lag() > 0 || !h.group.Settled() {
		h.group.Serve() // It stays with the lanes, or comes back to them.
		runtime.Gosched()
	}
	got, want := waiting.events.Load(), quick.events.Load()
	if got != want || slow.has([]byte(`"gap"`)) {
		t.Errorf("the slow subscriber got %d events, want %d and no gap", got, want)
	}
	publish()
	if held := budget.Used(); held >= least {
		t.Errorf("%d bytes are held when everybody has all ticks, want less than %d", held, least)
	}
}
