//go:build unix

package socket

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
)

// connect returns both ends of a connection.
func connect(tb testing.TB) (server, client *net.TCPConn) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	dialled, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { dialled.Close() })
	accepted, err := listener.Accept()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { accepted.Close() })
	return accepted.(*net.TCPConn), dialled.(*net.TCPConn)
}

// newSocket returns a socket whose client reads everything until the test ends.
func newSocket(tb testing.TB) *Socket {
	tb.Helper()
	server, client := connect(tb)
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, client)
	}()
	tb.Cleanup(func() {
		server.Close()
		<-read
	})
	return New(server)
}

// TestOfferAllocates checks that a write without waiting allocates nothing. With the race detector pools lose some of
// what they keep.
func TestOfferAllocates(t *testing.T) {
	s, p := newSocket(t), []byte("one")
	count := testing.AllocsPerRun(1000, func() {
		if _, err := s.Offer(p); err != nil {
			t.Fatal(err)
		}
	})
	if count >= 1 {
		t.Errorf("a write takes %v allocations, want none", count)
	}
}

// TestOffer checks that the beginning of what is offered is written, as much of it as the result says: all of a little.
func TestOffer(t *testing.T) {
	for _, tc := range []struct{ length, least int }{{1, 1}, {100 << 10, 100 << 10}, {64 << 20, 1}} {
		server, client := connect(t)
		all := make([]byte, tc.length)
		for i := range all {
			all[i] = byte(i % 251)
		}
		var got bytes.Buffer
		read := make(chan error)
		go func() {
			_, err := io.Copy(&got, client)
			read <- err
		}()
		n, err := New(server).Offer(all)
		server.Close()
		if err := errors.Join(err, <-read); err != nil {
			t.Fatal(err)
		}
		if n < tc.least || !bytes.Equal(got.Bytes(), all[:n]) {
			t.Errorf("%d bytes: wrote %d, and the client got %d; want at least %d, and the same", tc.length, n,
				got.Len(), tc.least)
		}
	}
}

// TestOfferToFullSocket checks that nothing is written, without an error, when the client has taken nothing for long.
func TestOfferToFullSocket(t *testing.T) {
	server, _ := connect(t)
	s, p := New(server), make([]byte, 1<<20)
	for range 1000 {
		n, err := s.Offer(p)
		if err != nil || n < 0 {
			t.Fatalf("got %d, %v, want a number of bytes", n, err)
		}
		if n == 0 {
			return
		}
	}
	t.Error("got a gigabyte written to a client that reads nothing, want an end")
}
