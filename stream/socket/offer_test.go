//go:build unix

package socket

import (
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
	s, parts := newSocket(t), [][]byte{[]byte("event")}
	count := testing.AllocsPerRun(1000, func() {
		if _, err := s.Offer(parts); err != nil {
			t.Fatal(err)
		}
	})
	if count >= 1 {
		t.Errorf("a write takes %v allocations, want none", count)
	}
}

// BenchmarkOffer measures a write of one part.
func BenchmarkOffer(b *testing.B) {
	s, parts := newSocket(b), [][]byte{make([]byte, 400)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Offer(parts); err != nil {
			b.Fatal(err)
		}
	}
}
