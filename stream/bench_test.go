package stream

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/wire"
)

// sink is a connection that takes everything at once.
type sink struct{ bytes int }

func (s *sink) Offer(p []byte) (n int, err error) { s.bytes += len(p); return len(p), nil }
func (s *sink) Send(p []byte, _ time.Time) error  { s.bytes += len(p); return nil }
func (s *sink) HangUp()                           {}
func (s *sink) Abort()                            {}

// newSinks subscribes n times until the test ends, with as many different filters as filters says.
func newSinks(tb testing.TB, h *Hub, n, filters int) {
	tb.Helper()
	for i := range n {
		query := fmt.Sprintf("/?snapshot=false&interval=%ds", 1+i%filters)
		wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, query, nil), time.Second)
		if err != nil {
			tb.Fatal(err)
		}
		if err := h.enter(); err != nil {
			tb.Fatal(err)
		}
		s := newSubscriber(h, wire.WebSocket, wish)
		s.open(&sink{}, nil)
		tb.Cleanup(func() {
			s.pump.Finish()
			s.leave("the benchmark")
		})
	}
}

// BenchmarkTick measures a tick of fifty nodes from its publication until every subscriber's bytes are handed over, so
// the cost of the hub without sockets.
func BenchmarkTick(b *testing.B) {
	for _, tc := range []struct{ subscribers, filters int }{{1, 1}, {100, 1}, {1000, 1}, {10_000, 1}, {1000, 100}} {
		b.Run(fmt.Sprintf("subscribers=%d/filters=%d", tc.subscribers, tc.filters), func(b *testing.B) {
			h, err := New(Options{Genesis: genesis(b, "bench-50", time.Second), Lanes: deliver.NewLanes(),
				MaxSubscribers: tc.subscribers})
			if err != nil {
				b.Fatal(err)
			}
			c := h.feed().Clock()
			newSinks(b, h, tc.subscribers, tc.filters)
			b.ReportAllocs()
			for n := h.feed().Newest() + 1; b.Loop(); n++ {
				h.feed().Advance(c.Due(n))
				h.group.Serve()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*tc.subscribers), "ns/subscriber")
		})
	}
}
