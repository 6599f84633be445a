package stream

import (
	"net"
	"syscall"
	"time"
)

// linger is how long a connection is read after the last that was sent, so that the client gets to see that.
const linger = 300 * time.Millisecond

// socket is a connection that the hub has taken over from net/http: a WebSocket, or server-sent events over HTTP/1.1. It
// holds nothing of the request any more, some 20 KB less.
type socket struct {
	net.Conn
	// raw is nil where there is no writing without waiting: over TLS.
	raw syscall.RawConn
}

func newSocket(conn net.Conn) *socket {
	t := &socket{Conn: conn}
	if c, ok := conn.(syscall.Conn); ok {
		// Without it every write may wait, which is right, too.
		t.raw, _ = c.SyscallConn()
	}
	return t
}

// write leaves no deadline behind: one that has passed would fail the next offer.
func (t *socket) write(p []byte, deadline time.Time) error {
	if err := t.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if _, err := t.Write(p); err != nil {
		return err
	}
	return t.SetWriteDeadline(time.Time{})
}

// hangUp says that nothing follows. Closing with something unread would discard what was sent, so the connection is read
// a little longer. Errors mean that it is gone, which reading finds out, too.
func (t *socket) hangUp() {
	if half, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = t.SetReadDeadline(time.Now().Add(linger))
}

// abort closes what lies beneath TLS: that would first say good-bye, to a client that may not listen.
func (t *socket) abort() {
	if secured, ok := t.Conn.(interface{ NetConn() net.Conn }); ok {
		secured.NetConn().Close()
		return
	}
	t.Close()
}

// part ends a subscriber whose client has left, or is to see the last that was sent.
func (s *subscriber) part(t *socket) {
	cut := time.AfterFunc(writeWait, t.abort)
	defer cut.Stop()
	s.silence()
	drain(t)
	t.abort()
	s.hub.leave(s, t.RemoteAddr())
}

// drain reads until nothing comes any more.
func drain(conn net.Conn) {
	var scrap [64]byte
	for {
		if _, err := conn.Read(scrap[:]); err != nil {
			return
		}
	}
}
