// Package socket owns connections taken over from net/http: writes that do not wait, an orderly end, and WebSockets.
package socket

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	// linger is how long a connection is still read after the last write, so that the client receives it.
	linger = 300 * time.Millisecond
	// suspended is how late a write fails at its deadline if the process was suspended. Otherwise it is milliseconds.
	suspended = time.Second
)

// Socket is a connection taken over from net/http: a WebSocket, or server-sent events over HTTP/1.1. It does not hold
// on to the request, which would cost some 20 KB.
type Socket struct {
	net.Conn
	// raw allows writes that do not wait. It is nil over TLS.
	raw syscall.RawConn
}

// New returns the socket of a connection.
func New(conn net.Conn) *Socket {
	t := &Socket{Conn: conn}
	if c, ok := conn.(syscall.Conn); ok {
		// On an error raw is nil, and every write may wait.
		t.raw, _ = c.SyscallConn()
	}
	return t
}

// Send writes all of p. It fails at the deadline, and otherwise clears it, because the next Offer would fail after it.
// If the process was suspended meanwhile, or the client has taken as many bytes as p has of what was written before,
// the client gets the whole time once more: a socket with megabytes to send takes none until a third of them has left
// it. Over TLS the client does not get it, because a connection is of no use after a deadline.
func (t *Socket) Send(p []byte, deadline time.Time) error {
	timeout := time.Until(deadline)
	for {
		if err := t.SetWriteDeadline(deadline); err != nil {
			return err
		}
		before, known := t.unacknowledged()
		n, err := t.Write(p)
		if err == nil {
			return t.SetWriteDeadline(time.Time{})
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		after, stillKnown := t.unacknowledged()
		reads := known && stillKnown && before+n-after >= len(p)
		if !reads && time.Since(deadline) < suspended {
			return err
		}
		p, deadline = p[n:], time.Now().Add(timeout)
	}
}

// HangUp ends the connection after the bytes written so far. It must still be read, for linger: closing it with unread
// bytes would discard the written ones. Errors are ignored, because the next read meets them, too.
func (t *Socket) HangUp() {
	if half, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = t.SetReadDeadline(time.Now().Add(linger))
}

// Abort closes the connection at once. Over TLS it closes the TCP connection below: TLS would first send an alert, and
// wait for a client that does not read.
func (t *Socket) Abort() {
	if secured, ok := t.Conn.(interface{ NetConn() net.Conn }); ok {
		secured.NetConn().Close()
		return
	}
	t.Close()
}

// Reset closes the connection at once without the end of its bytes, so that the client sees an error (RFC 9293,
// section 3.10.7).
func (t *Socket) Reset() {
	conn := t.Conn
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secured.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		// An error means that the connection has ended already.
		_ = tcp.SetLinger(0)
	}
	t.Abort()
}

// attend calls a function each time that there is something to read, until it fails. The function has a goroutine of
// its own: its stack grows and goes with it, while that of the goroutine that waits stays at 2 KB. Over TLS, where
// Await does not wait, that would only be one goroutine more.
func (t *Socket) attend(call func() error) {
	for err := error(nil); err == nil; {
		if t.raw == nil {
			err = call()
			continue
		}
		t.Await()
		var calling sync.WaitGroup
		calling.Go(func() { err = call() })
		calling.Wait()
	}
}

// Drain reads and discards until the first error. While nothing arrives it needs no memory but its stack.
func (t *Socket) Drain() {
	t.attend(func() error {
		var scrap [512]byte
		_, err := t.Read(scrap[:])
		return err
	})
}
