package nats_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
)

// TestServerHangs replaces the server by one that takes connections and says nothing: meanwhile the status can be
// asked for, and changes are refused.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	p := newProxy(t, s)
	j := open(t, p.url())
	fill(t, j, 0, kinds(t)[0])
	p.Close()
	taken := hang(t, j, p.Addr().String())
	p.drop()
	eventually(t, "a connection that is lost", func() bool { return !j.Status().Connected })
	before := int64(0)
	eventually(t, "answers while a connection hangs, which lasts for two seconds", func() bool {
		now := taken.Load()
		if now == before {
			return false
		}
		before = now
		begun := time.Now()
		if _, err := j.Last(t.Context()); !errors.Is(err, journal.ErrAway) {
			t.Fatalf("got %v, want a refusal", err)
		}
		j.Status()
		return time.Since(begun) < time.Second
	})
}

// hang takes connections at an address, and counts them. It ends with the test.
func hang(t *testing.T, j *nats.Journal, address string) *atomic.Int64 {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	taken := new(atomic.Int64)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			taken.Add(1)
			work.Go(func() {
				_, _ = io.Copy(io.Discard, c) // It ends when the client gives up.
				c.Close()
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		j.Close()
		work.Wait()
	})
	return taken
}
