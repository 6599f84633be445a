package socket

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// captureWriter hands out a captureConn.
type captureWriter struct {
	http.ResponseWriter
	conn *captureConn
}

// Hijack takes the connection over.
func (w *captureWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	// What the client sent without waiting for an answer is kept; the 4 KB that it lies in are not.
	early, _ := buffers.Peek(buffers.Reader.Buffered())
	w.conn = &captureConn{Conn: conn, early: append([]byte(nil), early...)}
	w.conn.incoming = bufio.NewReaderSize(w.conn, readBuffer)
	return w.conn, bufio.NewReadWriter(w.conn.incoming, buffers.Writer), nil
}

// captureConn keeps gorilla from writing beside others: it captures the close frame with which gorilla answers a
// client's mistake, so that it can be written in its turn.
type captureConn struct {
	net.Conn
	// early comes before all that is read, taken counts the bytes of both, and gorilla reads from incoming.
	early    []byte
	taken    int
	incoming *bufio.Reader
	// capturing is set when writes go to captured.
	capturing bool
	captured  []byte
}

func (c *captureConn) Read(p []byte) (n int, err error) {
	if len(c.early) > 0 {
		n = copy(p, c.early)
		c.early = c.early[n:]
	} else {
		n, err = c.Conn.Read(p)
	}
	c.taken += n
	return n, err
}

// position returns how many bytes gorilla has consumed.
func (c *captureConn) position() int { return c.taken - c.incoming.Buffered() }

func (c *captureConn) Write(p []byte) (int, error) {
	if !c.capturing {
		return c.Conn.Write(p)
	}
	c.captured = append(c.captured, p...)
	return len(p), nil
}

func (c *captureConn) SetWriteDeadline(t time.Time) error {
	if c.capturing {
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}
