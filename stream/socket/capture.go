package socket

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// captureWriter is a ResponseWriter whose Hijack returns a captureConn.
type captureWriter struct {
	http.ResponseWriter
	conn *captureConn
}

// Hijack takes over the connection from net/http.
func (w *captureWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	// Bytes that the client sent before the response are copied, so that the buffer of 4 KB can be freed.
	early, _ := buffers.Peek(buffers.Reader.Buffered())
	w.conn = &captureConn{Conn: conn, early: append([]byte(nil), early...)}
	w.conn.incoming = bufio.NewReaderSize(w.conn, readBuffer)
	return w.conn, bufio.NewReadWriter(w.conn.incoming, buffers.Writer), nil
}

// captureConn captures what gorilla writes: the response to the handshake, which leaves with the first bytes of the
// stream, and the close frame with which gorilla replies to a client's mistake. They are written later, in order with
// all other frames, because two goroutines must not write at once.
type captureConn struct {
	net.Conn
	// early holds the bytes that arrived with the handshake. taken counts all bytes read, and gorilla reads through
	// incoming.
	early    []byte
	taken    int
	incoming *bufio.Reader
	captured []byte
}

// Read returns the early bytes first.
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

// position returns the number of bytes that gorilla has consumed.
func (c *captureConn) position() int { return c.taken - c.incoming.Buffered() }

// Write captures p.
func (c *captureConn) Write(p []byte) (int, error) {
	c.captured = append(c.captured, p...)
	return len(p), nil
}

// takeCaptured returns what was captured, and forgets it.
func (c *captureConn) takeCaptured() []byte {
	captured := c.captured
	c.captured = nil
	return captured
}

// SetWriteDeadline does nothing: the socket's deadlines belong to its writers.
func (c *captureConn) SetWriteDeadline(time.Time) error { return nil }
