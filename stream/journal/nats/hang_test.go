package nats_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
)

// TestServerHangs replaces the server by one that takes connections and says nothing: while one of them is open, the
// status can be asked for again and again, and changes are refused.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	p := newProxy(t, s)
	j := open(t, p.url())
	fill(t, j, 0, kinds(t)[0])
	p.Close()
	taken, open := hang(t, j, p.Addr().String())
	p.drop()
	eventually(t, "a connection that is lost", func() bool { return !j.Status().Connected })
	eventually(t, "five thousand answers while a connection hangs", func() bool {
		before, hangs := taken.Load(), open.Load() > 0
		for range 5000 {
			if _, err := j.Last(t.Context()); !errors.Is(err, journal.ErrAway) {
				t.Fatalf("got %v, want a refusal", err)
			}
			j.Status()
		}
		return hangs && open.Load() > 0 && taken.Load() == before
	})
}

// hang takes connections at an address, and counts all of them and those that are open. It ends with the test.
func hang(t *testing.T, j *nats.Journal, address string) (taken, open *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	taken, open = new(atomic.Int64), new(atomic.Int64)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Add(1)
			taken.Add(1)
			work.Go(func() {
				_, _ = io.Copy(io.Discard, c) // It ends when the client gives up.
				open.Add(-1)
				c.Close()
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		j.Close()
		work.Wait()
	})
	return taken, open
}
