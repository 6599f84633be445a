package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// readConn is a connection whose client reads some bytes while a write waits.
type readConn struct {
	*net.TCPConn
	client net.Conn
	reads  int64
	writes int
}

// Write writes p. If it has waited in vain, the client reads before it returns.
func (c *readConn) Write(p []byte) (int, error) {
	c.writes++
	n, err := c.TCPConn.Write(p)
	if err == nil || c.reads == 0 {
		return n, err
	}
	before, _ := New(c.TCPConn).unacknowledged()
	if _, err := io.CopyN(io.Discard, c.client, c.reads); err != nil {
		return n, err
	}
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for now := before; before-now < len(p); <-look.C {
		now, _ = New(c.TCPConn).unacknowledged()
	}
	return n, err
}

// newReadConn returns a connection whose sockets are full.
func newReadConn(tb testing.TB, reads int64) *readConn {
	tb.Helper()
	server, client := connect(tb)
	c := &readConn{TCPConn: server, client: client, reads: reads}
	// With fixed sizes the sockets take some hundreds of KB.
	err := errors.Join(c.SetWriteBuffer(256<<10), client.SetReadBuffer(64<<10))
	if err != nil {
		tb.Fatal(err)
	}
	part := make([]byte, 1<<10)
	for n := 1; n > 0; {
		for err = nil; err == nil; {
			_, err = c.TCPConn.Write(part)
			err = errors.Join(err, c.SetWriteDeadline(time.Now().Add(fullAfter)))
		}
		// While that waited, the sockets may have got room for less than it waits for.
		n, _ = New(server).Offer(part)
	}
	return c
}

// fullAfter is the time after which sockets that nobody reads are full.
const fullAfter = 50 * time.Millisecond

// TestSendToReader checks that a write goes on after its deadline if the client has taken as many bytes of what was
// written before, and only then.
func TestSendToReader(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reads int64
		again bool
		err   error
	}{
		{"reads nothing", 0, false, os.ErrDeadlineExceeded},
		{"reads on", 128 << 10, true, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newReadConn(t, tc.reads)
			err := New(c).Send(make([]byte, 1<<10), time.Now().Add(fullAfter))
			if again := c.writes > 1; !errors.Is(err, tc.err) || again != tc.again {
				t.Errorf("got %v, and it wrote again: %t; want %v and %t", err, again, tc.err, tc.again)
			}
		})
	}
}
