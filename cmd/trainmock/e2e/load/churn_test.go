package load

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

var churnFor = flag.Duration("churn.for", 3*time.Second, "how long TestChurn lasts; a soak takes minutes")

const (
	// churnRate is the number of connections that come and go in a second.
	churnRate = 100
	// churnTick makes the ring full, and so the memory flat, within six seconds.
	churnTick = 20 * time.Millisecond
	ringFull  = 300
)

// TestChurn: clients come and are gone at once, a hundred a second, some of them without a word, while another reads.
// That one misses nothing; and in the end there are as many goroutines and subscribers as before, and no more memory.
func TestChurn(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--scenario", "bench-50", "--tick", churnTick.String())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f, err := program.OpenWebSocket(ctx, p.URL+"/stream/ws?topics=cluster")
	if err != nil {
		t.Fatal(err)
	}
	bystander := &bystander{feed: program.WholeFeed{Feed: f}}
	bystander.read(t, func() bool { return bystander.ticks >= ringFull })
	before := footprint()

	churned := make(chan error, 1)
	go func() { churned <- churn(p.Host(), *churnFor) }()
	bystander.worst = 0
	bystander.read(t, func() bool {
		select {
		case err = <-churned:
			return true
		default:
			return false
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the longest pause between two ticks of %v was %v", churnTick, bystander.worst)

	// What the visitors asked for leaves the ring, too.
	ended := bystander.ticks
	bystander.read(t, func() bool { return bystander.ticks >= ended+ringFull })
	bystander.read(t, func() bool { return p.Subscribers(t) == 1 })
	p.Client.CloseIdleConnections()
	bystander.read(t, func() bool { return runtime.NumGoroutine() <= before.goroutines || bystander.overdue() })
	after := footprint()
	t.Logf("goroutines %d, then %d; heap %d kB, then %d kB", before.goroutines, after.goroutines, before.heap>>10,
		after.heap>>10)
	if after.goroutines > before.goroutines {
		t.Errorf("%d goroutines, want at most the %d from before", after.goroutines, before.goroutines)
	}
	if after.heap > before.heap+before.heap/4+1<<20 {
		t.Errorf("%d kB of heap, want about the %d kB from before", after.heap>>10, before.heap>>10)
	}
}

// size is what a process uses.
type size struct {
	goroutines int
	heap       uint64
}

func footprint() size {
	// The second collection frees what pools held through the first.
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return size{goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
}

// bystander reads one event a tick, while others come and go.
type bystander struct {
	feed  program.WholeFeed
	ticks int
	// worst is the longest time between two ticks, and since when it was that the last read began.
	worst time.Duration
	since time.Time
}

// read reads ticks until done says so, at the end of each.
func (b *bystander) read(t *testing.T, done func() bool) {
	t.Helper()
	b.since = time.Now()
	for arrived := time.Now(); ; arrived = time.Now() {
		m, err := b.feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type != "cluster_status" {
			continue
		}
		b.worst = max(b.worst, time.Since(arrived))
		if b.ticks++; done() {
			return
		}
	}
}

// overdue reports whether the read under way has taken too long.
func (b *bystander) overdue() bool { return time.Since(b.since) > program.Timeout }

// churn opens connections and drops them, at random moments of their lives.
func churn(address string, during time.Duration) error {
	pace := time.NewTicker(time.Second / churnRate)
	defer pace.Stop()
	for end := time.Now().Add(during); time.Now().Before(end); <-pace.C {
		transport, path := "websocket", "/stream/ws"
		if rand.IntN(2) == 0 {
			transport, path = "sse", "/stream/sse"
		}
		if err := visit(address, opening(transport, path)); err != nil {
			return fmt.Errorf("%s: %w", transport, err)
		}
	}
	return nil
}

// visit sends a request or half of it, reads a part of the answer, and hangs up.
func visit(address, request string) error {
	conn, err := net.DialTimeout("tcp", address, program.Timeout)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(program.Timeout)); err != nil {
		return err
	}
	if rand.IntN(8) == 0 {
		_, err := io.WriteString(conn, request[:len(request)/2])
		return err
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	_, err = io.CopyN(io.Discard, conn, rand.Int64N(3)*50)
	return err
}
