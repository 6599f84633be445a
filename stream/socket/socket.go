// Package socket owns connections that were taken over from net/http: writes that do not wait, an end that is seen, and
// gorilla kept from writing.
package socket

import (
	"net"
	"syscall"
	"time"
)

// linger is how long a connection is read after the last that was sent, so that the client gets to see that.
const linger = 300 * time.Millisecond

// Socket is a connection that the hub has taken over from net/http: a WebSocket, or server-sent events over HTTP/1.1.
// It holds nothing of the request any more, some 20 KB less.
type Socket struct {
	net.Conn
	// raw is nil where there is no writing without waiting: over TLS.
	raw syscall.RawConn
}

// New takes a connection over.
func New(conn net.Conn) *Socket {
	t := &Socket{Conn: conn}
	if c, ok := conn.(syscall.Conn); ok {
		// Without it every write may wait, which is right, too.
		t.raw, _ = c.SyscallConn()
	}
	return t
}

// Send sends all of p, or fails by the deadline. It leaves no deadline behind: one that has passed would fail the
// next Offer.
func (t *Socket) Send(p []byte, deadline time.Time) error {
	if err := t.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if _, err := t.Write(p); err != nil {
		return err
	}
	return t.SetWriteDeadline(time.Time{})
}

// HangUp says that nothing follows. Closing with something unread would discard what was sent, so the connection is
// read a little longer. Errors mean that it is gone, which reading finds out, too.
func (t *Socket) HangUp() {
	if half, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = t.SetReadDeadline(time.Now().Add(linger))
}

// Abort closes what lies beneath TLS: that would first say good-bye, to a client that may not listen.
func (t *Socket) Abort() {
	if secured, ok := t.Conn.(interface{ NetConn() net.Conn }); ok {
		secured.NetConn().Close()
		return
	}
	t.Close()
}

// Drain reads until nothing comes any more.
func Drain(conn net.Conn) {
	var scrap [64]byte
	for {
		if _, err := conn.Read(scrap[:]); err != nil {
			return
		}
	}
}
