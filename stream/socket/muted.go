package socket

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// muter hands out a connection that can be muted.
type muter struct {
	http.ResponseWriter
	conn *mutedConn
}

func (m *muter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(m.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	// What the client sent without waiting for an answer is kept; the 4 KB that it lies in are not.
	early, _ := buffers.Peek(buffers.Reader.Buffered())
	m.conn = &mutedConn{Conn: conn, early: append([]byte(nil), early...)}
	m.conn.incoming = bufio.NewReaderSize(m.conn, readBuffer)
	return m.conn, bufio.NewReadWriter(m.conn.incoming, buffers.Writer), nil
}

// mutedConn keeps gorilla from writing beside the hub: the close frame with which it answers a client's mistake waits
// for its turn.
type mutedConn struct {
	net.Conn
	// early is what comes before all that is read, taken how much of both has been, and incoming what gorilla reads from.
	early    []byte
	taken    int
	incoming *bufio.Reader
	muted    bool
	said     []byte
}

func (c *mutedConn) Read(p []byte) (n int, err error) {
	if len(c.early) > 0 {
		n = copy(p, c.early)
		c.early = c.early[n:]
	} else {
		n, err = c.Conn.Read(p)
	}
	c.taken += n
	return n, err
}

// position is how many bytes gorilla has consumed.
func (c *mutedConn) position() int { return c.taken - c.incoming.Buffered() }

func (c *mutedConn) Write(p []byte) (int, error) {
	if !c.muted {
		return c.Conn.Write(p)
	}
	c.said = append(c.said, p...)
	return len(p), nil
}

func (c *mutedConn) SetWriteDeadline(t time.Time) error {
	if c.muted {
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}
