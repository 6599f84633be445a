package stream

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
)

// sink is a connection that takes everything at once.
type sink struct{ bytes int }

func (s *sink) Offer(p []byte) (n int, err error) { s.bytes += len(p); return len(p), nil }
func (s *sink) Send(p []byte, _ time.Time) error  { s.bytes += len(p); return nil }
func (s *sink) HangUp()                           {}
func (s *sink) Abort()                            {}

// newSinks subscribes n times until the test ends, with as many different filters as filters says, each of which query
// returns.
func newSinks(tb testing.TB, h *Hub, n, filters int, query func(filter int) string) {
	tb.Helper()
	for i := range n {
		join(tb, h, &sink{}, query(i%filters))
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
			newSinks(b, h, tc.subscribers, tc.filters, func(i int) string { return fmt.Sprintf("interval=%ds", 1+i) })
			b.ReportAllocs()
			for n := h.feed().Newest() + 1; b.Loop(); n++ {
				h.feed().Advance(c.Due(n))
				h.group.Serve()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*tc.subscribers), "ns/subscriber")
		})
	}
}

// BenchmarkTenThousandNodes measures a tick of 10,000 nodes, in JSON for one subscriber, without sockets, and the
// memory that the hub keeps of its ticks. Targets for nodes with eight GPUs: 60 ms on two cores, 500 MB.
func BenchmarkTenThousandNodes(b *testing.B) {
	for _, group := range []model.Group{
		{Name: "cpu", Count: 10_000, Role: model.WorkerNode, CPUs: 64, MemoryGB: 256},
		{Name: "gpu", Count: 10_000, Role: model.WorkerNode, CPUs: 64, MemoryGB: 1024, GPU: "H100-SXM5-80GB", GPUs: 8},
	} {
		b.Run(group.Name, func(b *testing.B) {
			g := genesis(b, "bench-50", time.Second)
			g.Scenario = model.Scenario{Groups: []model.Group{group}}
			before := heap()
			h, err := New(Options{Genesis: g, Lanes: deliver.NewLanes()})
			if err != nil {
				b.Fatal(err)
			}
			c := h.feed().Clock()
			s := join(b, h, &sink{}, "")
			for n := h.feed().Newest() + 1; b.Loop(); n++ {
				h.publish(c.Due(n))
				serveWhole(h, s)
			}
			events, _ := s.Sent()
			b.ReportMetric(float64(events)/float64(b.N), "events/op")
			b.ReportMetric(float64(heap()-before)/1e6, "MB")
		})
	}
}

// BenchmarkFilters measures a tick for a thousand subscribers, with a hundred filters of fifty nodes each out of two
// hundred, and with a filter for each subscriber. The floor is one filter, with another one that wants all nodes, so
// that each event is encoded. It takes no socket: BenchmarkDelivery has the whole.
func BenchmarkFilters(b *testing.B) {
	for _, tc := range []struct {
		name    string
		filters int
	}{{"thousand", 1000}, {"hundred", 100}, {"floor", 1}} {
		b.Run(tc.name, func(b *testing.B) {
			h, err := New(Options{Genesis: genesis(b, "bench-200", time.Second), Lanes: deliver.NewLanes()})
			if err != nil {
				b.Fatal(err)
			}
			_, view := h.Newest()
			nodes := view.Nodes()
			c := h.feed().Clock()
			newSinks(b, h, 1000, tc.filters, func(i int) string {
				ids := make([]string, 50)
				for k, n := range rand.New(rand.NewPCG(uint64(i), 0)).Perm(len(nodes))[:len(ids)] {
					ids[k] = nodes[n].ID
				}
				return "topics=nodes&node_id=" + strings.Join(ids, ",")
			})
			newSinks(b, h, 1, 1, func(int) string { return "topics=nodes" })
			b.ReportAllocs()
			for n := h.feed().Newest() + 1; b.Loop(); n++ {
				h.publish(c.Due(n))
				h.group.Serve()
			}
		})
	}
}

// TestTickAllocates checks that a tick costs no memory for each subscriber: those with equal filters share its bytes
// and the list of their parts, and all of them the memory in which parts are joined.
func TestTickAllocates(t *testing.T) {
	h, err := New(Options{Genesis: genesis(t, "bench-50", time.Hour), Lanes: deliver.NewLanes()})
	if err != nil {
		t.Fatal(err)
	}
	next, c := h.feed().Newest()+1, h.feed().Clock()
	tick := func() float64 {
		return testing.AllocsPerRun(10, func() {
			h.feed().Advance(c.Due(next))
			h.group.Serve()
			next++
		})
	}
	_, view := h.Newest()
	nodes := view.Nodes()
	// The first node's event lies beside that of at most one of the others, so that most have two parts.
	twoNodes := func(i int) string { return "topics=nodes&node_id=" + nodes[0].ID + "," + nodes[1+i].ID }
	const more, filters = 1000, 4
	newSinks(t, h, 10, filters, twoNodes)
	few := tick()
	newSinks(t, h, more, filters, twoNodes)
	// With the race detector pools lose a quarter of what they keep.
	if many := tick(); many > few+more/2 {
		t.Errorf("a tick takes %v allocations for 10 subscribers and %v for %d, want about the same", few, many, more)
	}
}
