package stream

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/scenario"
	"trainmock/stream/wire"
	"trainmock/stream/world"
)

// sink is a connection that takes everything at once.
type sink struct{ bytes int }

func (s *sink) Offer(p []byte) (n int, err error) { s.bytes += len(p); return len(p), nil }
func (s *sink) Send(p []byte, _ time.Time) error  { s.bytes += len(p); return nil }
func (s *sink) HangUp()                           {}
func (s *sink) Abort()                            {}

// newSinks subscribes n times, with so many different filters.
func newSinks(h *Hub, n, filters int) {
	for i := range n {
		query := fmt.Sprintf("/?snapshot=false&interval=%ds", 1+i%filters)
		wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, query, nil), time.Second)
		if err != nil {
			panic(err)
		}
		h.join()
		s := newSubscriber(h, wire.WebSocket, wish)
		s.open(&sink{}, nil)
		s.stir()
	}
}

// BenchmarkTick is a tick of fifty nodes from its publication until every subscriber's bytes are handed over: what the
// hub costs without any socket.
func BenchmarkTick(b *testing.B) {
	for _, tc := range []struct{ subscribers, filters int }{{1, 1}, {100, 1}, {1000, 1}, {10_000, 1}, {1000, 100}} {
		b.Run(fmt.Sprintf("subscribers=%d/filters=%d", tc.subscribers, tc.filters), func(b *testing.B) {
			s, err := scenario.Load("bench-50")
			if err != nil {
				b.Fatal(err)
			}
			now := time.Now()
			w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: now})
			if err != nil {
				b.Fatal(err)
			}
			h := New(Options{World: w, Clock: Clock{Anchor: now, Start: now, Tick: time.Second, Speed: 1}, MaxSubscribers: tc.subscribers})
			newSinks(h, tc.subscribers, tc.filters)
			b.ReportAllocs()
			for n := h.newest() + 1; b.Loop(); n++ {
				h.publish(n)
				var lanes sync.WaitGroup
				for _, l := range h.lanes {
					lanes.Go(func() { l.stir(nil, 0) })
				}
				lanes.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*tc.subscribers), "ns/subscriber")
		})
	}
}
