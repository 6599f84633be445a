package load

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
)

var (
	killSubscribers = flag.Int("kill.subscribers", 24, "subscribers of TestKillAndResume")
	killDrops       = flag.Int("kill.drops", 5, "how often each is dropped")
	killFor         = flag.Duration("kill.for", 3*time.Second, "how long that takes")
)

// TestKillAndResume drops every subscriber at random, again and again. Half of them come back to the same process, the
// others alternate between two. Each ends up with the whole sequence, and all with the same.
func TestKillAndResume(t *testing.T) {
	const tick = 100 * time.Millisecond
	anchor := time.Now().UTC().Format(time.RFC3339Nano)
	var servers []string
	for range 2 {
		p := program.StartProcess(t, "--seed", "7", "--anchor", anchor, "--tick", tick.String(), "--speed", "20")
		servers = append(servers, p.URL)
	}
	k := &kill{client: program.NewClient(t), since: firstID(t, servers[0]), ticks: int64(*killFor / tick)}
	sums := make([]uint64, *killSubscribers)
	var all sync.WaitGroup
	for i := range sums {
		all.Go(func() {
			k := *k
			k.webSocket, k.servers = i%2 == 0, servers[:1+i/2%2]
			var err error
			if sums[i], err = k.run(); err != nil {
				t.Errorf("subscriber %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for i, sum := range sums {
		if sum != sums[0] {
			t.Errorf("the events of subscriber %d sum up to %x, want %x as those of the first", i, sum, sums[0])
		}
	}
}

// firstID returns the id of the last event in a snapshot.
func firstID(t *testing.T, url string) wire.EventID {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f, err := program.OpenWebSocket(ctx, url+"/stream/ws")
	if err != nil {
		t.Fatal(err)
	}
	for {
		m, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == "snapshot" {
			return m.EventID(t)
		}
	}
}

// kill is a subscriber that reads so many ticks behind an id, through several connections.
type kill struct {
	client    *http.Client
	servers   []string
	webSocket bool
	since     wire.EventID
	ticks     int64
}

// run reads them all and returns their sum.
func (k *kill) run() (uint64, error) {
	sum := fnv.New64a()
	end := k.since.Tick + k.ticks
	for connection := 0; k.since.Tick < end; connection++ {
		// The part of the whole that this connection is to read; the last one reads the rest.
		events := -1
		if connection < *killDrops {
			events = rand.IntN(1 + int(k.ticks)*2*15 / *killDrops)
		}
		err := k.part(k.servers[connection%len(k.servers)], events, end, func(m program.Message) { sum.Write(m.Raw) })
		if err != nil {
			return 0, fmt.Errorf("connection %d: %w", connection, err)
		}
	}
	return sum.Sum64(), nil
}

// part reads up to so many events over one connection, and drops it in the middle of what follows.
func (k *kill) part(server string, events int, end int64, take func(program.Message)) error {
	ctx, cancel := context.WithTimeout(context.Background(), *killFor+program.Timeout)
	defer cancel()
	f, err := k.open(ctx, server)
	if err != nil {
		return err
	}
	for read := 0; read != events; {
		m, err := f.Next()
		if err != nil {
			return err
		}
		if m.Type == "hello" || m.Type == "heartbeat" {
			continue
		}
		id, err := wire.ParseEventID(m.ID)
		if err != nil {
			return fmt.Errorf("%w: %.300s", err, m.Raw)
		}
		if !follows(k.since, id) {
			return fmt.Errorf("after %s came %.300s, want the next event", k.since, m.Raw)
		}
		if id.Tick >= end {
			k.since = id
			return nil
		}
		take(m)
		k.since = id
		read++
	}
	return nil
}

func (k *kill) open(ctx context.Context, server string) (program.Feed, error) {
	if k.webSocket {
		return program.OpenWebSocket(ctx, server+"/stream/ws?since="+k.since.String())
	}
	return program.OpenSSE(ctx, k.client, server+"/stream/sse?since="+k.since.String())
}

// follows reports whether an id is the one behind another.
func follows(a, b wire.EventID) bool {
	return a.Epoch == b.Epoch && (b.Tick == a.Tick && b.Index == a.Index+1 || b.Tick == a.Tick+1 && b.Index == 0)
}
