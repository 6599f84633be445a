package stream_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

var (
	faultsCount   = flag.Int("faults.count", 60, "how many random faults TestRandomFaults sets")
	faultsReaders = flag.Int("faults.readers", 24, "how many subscribers it has")
)

// randomFault returns a fault of a random kind for streams, with short times.
func randomFault(draw *rand.Rand) string {
	kinds := []string{
		`"latency": {"delay": "50ms", "jitter": "40ms"}`, `"latency": {"delay": "30ms", "jitter": "30ms", "distribution": "lognormal"}`,
		`"empty": {}`, `"malformed": {}`, `"truncate": {}`, `"truncate": {"bytes": 3}`, `"truncate": {"frame": true}`, `"reset": {}`,
		`"hang": {"for": "60ms"}`, `"hang": {}`, `"bandwidth": {"kbps": 400}`, `"drop": {}`, `"duplicate": {"times": 3}`,
		`"reorder": {}`, `"close": {"code": 4000}`, `"freeze": {"for": "40ms", "every": "90ms"}`,
	}
	ways := []string{
		``, `"share": 0.1,`, `"share": 0.02, "count": 3,`, `"nth": 40,`, `"nth": 25, "every": true,`, `"count": 5,`,
		`"share": 0.1, "per": "subscriber",`, `"nth": 30, "per": "subscriber",`, `"for": "20s",`,
	}
	scopes := []string{
		``, `"on": {"streams": ["ws"]},`, `"on": {"streams": ["ws"], "topics": ["training", "tasks"]},`,
		`"on": {"types": ["heartbeat", "hello", "snapshot", "bye", "cluster_status"]},`, `"on": {"subscribers": ["s1", "s2", "s3"]},`,
	}
	kind := kinds[draw.IntN(len(kinds))]
	scope := scopes[draw.IntN(len(scopes))]
	if strings.Contains(kind, "frame") {
		scope = scopes[1]
	}
	return "{" + scope + ways[draw.IntN(len(ways))] + kind + "}"
}

// persistent is a subscriber that comes back when its stream ends, behind the last tick that it got an event of.
type persistent struct {
	mu   sync.Mutex
	seen map[string]bool
	last string
}

// follow reads until the context is done.
func (p *persistent) follow(ctx context.Context, s *server, tb testing.TB, transport string) {
	for ctx.Err() == nil {
		p.mu.Lock()
		query := "since=" + p.last
		p.mu.Unlock()
		if query == "since=" {
			query = ""
		}
		r, err := s.open(tb, transport, query)
		if err != nil { // A reset can overtake the head of the answer.
			continue
		}
		stop := context.AfterFunc(ctx, r.close)
		for {
			text, err := raw(r)
			if err != nil {
				break
			}
			if head := wire.ReadHead([]byte(text)); head.ID != "" && strings.HasSuffix(text, "}") {
				p.mu.Lock()
				p.last, p.seen[head.ID] = head.ID, true
				p.mu.Unlock()
			}
		}
		stop()
		r.close()
	}
}

// has reports whether the subscriber got all events of some ids.
func (p *persistent) has(ids []string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if !p.seen[id] {
			return false
		}
	}
	return true
}

// TestRandomFaults sets and removes random faults while subscribers of both transports come back whenever their streams
// end. When all faults are gone, every stream is complete again.
func TestRandomFaults(t *testing.T) {
	draw := rand.New(rand.NewPCG(7, 15))
	s := newServer(t, func(o *stream.Options) { o.Replay = time.Hour })
	ctx, cancel := context.WithCancel(t.Context())
	var following sync.WaitGroup
	subscribers := make([]*persistent, *faultsReaders)
	for i := range subscribers {
		p := &persistent{seen: map[string]bool{}}
		subscribers[i] = p
		following.Go(func() { p.follow(ctx, s, t, []string{"ws", "sse"}[i%2]) })
	}
	var watching atomic.Bool
	watching.Store(true)
	following.Go(func() {
		for watching.Load() {
			s.hub.Subscriptions()
			s.hub.Faults(ctx)
			<-time.After(time.Millisecond)
		}
	})
	for range *faultsCount {
		if _, err := s.hub.AddFaults(ctx, []model.Fault{faultOf(t, randomFault(draw))}, false); err != nil {
			t.Fatal(err)
		}
		<-time.After(10 * time.Millisecond)
		if list := s.hub.Faults(ctx); draw.IntN(3) > 0 {
			if _, err := s.hub.RemoveFaults(ctx, list[draw.IntN(len(list))].Name); err != nil {
				t.Fatal(err)
			}
		}
		if len(s.hub.Faults(ctx)) > 20 {
			if _, err := s.hub.RemoveFaults(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.hub.RemoveFaults(ctx); err != nil {
		t.Fatal(err)
	}
	whole := s.dial(t, "")
	until(t, whole, "snapshot")
	var ids []string
	for len(ids) < 300 {
		if m := whole.next(t); m.ID != "" {
			ids = append(ids, m.ID)
		}
	}
	for i, p := range subscribers {
		// What they missed is replayed to one after the other.
		for end := time.Now().Add(5 * time.Minute); !p.has(ids); <-time.After(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("subscriber %d has not got all of %d events", i, len(ids))
			}
		}
	}
	watching.Store(false)
	cancel()
	following.Wait()
}
