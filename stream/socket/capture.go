package socket

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"time"
)

// captureWriter is a ResponseWriter whose Hijack returns a captureConn.
type captureWriter struct {
	http.ResponseWriter
	conn *captureConn
	// early holds the bytes that the client sent before the response. gorilla would refuse them.
	early []byte
}

// Hijack takes over the connection from net/http.
func (w *captureWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, _ := buffers.Peek(buffers.Reader.Buffered())
	w.early = bytes.Clone(early)
	// Bytes that are buffered can be discarded.
	_, _ = buffers.Discard(len(early))
	w.conn = &captureConn{Conn: conn}
	return w.conn, buffers, nil
}

// captureConn captures what gorilla writes: the response to the handshake, which leaves with the first bytes of the
// stream.
type captureConn struct {
	net.Conn
	captured []byte
}

// Write captures p.
func (c *captureConn) Write(p []byte) (int, error) {
	c.captured = append(c.captured, p...)
	return len(p), nil
}

// SetWriteDeadline does nothing: the socket's deadlines belong to its writers.
func (c *captureConn) SetWriteDeadline(time.Time) error { return nil }
