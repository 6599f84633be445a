//go:build unix

package socket

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
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
	s, parts := newSocket(t), [][]byte{[]byte("one"), []byte("two")}
	count := testing.AllocsPerRun(1000, func() {
		if _, err := s.Offer(parts); err != nil {
			t.Fatal(err)
		}
	})
	if count >= 1 {
		t.Errorf("a write takes %v allocations, want none", count)
	}
}

// TestOfferParts checks that parts of any length are written in order, as many of their bytes as the result says: all
// of a few, and of many the beginning, also to a client that reads them as fast as they come.
func TestOfferParts(t *testing.T) {
	for _, tc := range []struct {
		name    string
		lengths []int
		// more is set for more than one call writes.
		more bool
	}{
		{"one", []int{3}, false},
		{"a few", []int{1, 2, 3, 0, 400, 5}, false},
		{"joined to the limit", []int{joinBytes - 5, 5, 7}, false},
		{"joined beyond it", []int{joinBytes - 5, 6, 7}, false},
		{"large between small", []int{4, joinBytes + 1, 4, 4, joinBytes, 4}, false},
		{"many", slices.Repeat([]int{4000}, 4000), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server, client := connect(t)
			var parts [][]byte
			for i, length := range tc.lengths {
				parts = append(parts, bytes.Repeat([]byte{byte('a' + i%26)}, length))
			}
			all := bytes.Join(parts, nil)
			var got bytes.Buffer
			read := make(chan error)
			go func() {
				_, err := io.Copy(&got, client)
				read <- err
			}()
			n, err := New(server).Offer(parts)
			server.Close()
			if err := errors.Join(err, <-read); err != nil {
				t.Fatal(err)
			}
			if most := maxJoined + joinBytes; n > most || n < len(all) && !tc.more {
				t.Errorf("wrote %d of %d bytes, want all of a few, and at most %d", n, len(all), most)
			}
			if !bytes.Equal(got.Bytes(), all[:n]) {
				t.Errorf("the client got other bytes than the first %d", n)
			}
		})
	}
}

// BenchmarkOffer measures a write of events that are one part, and of as many that are each a part of their own.
func BenchmarkOffer(b *testing.B) {
	const events, size = 50, 400
	for _, tc := range []struct {
		name  string
		parts [][]byte
	}{
		{"joined", [][]byte{make([]byte, events*size)}},
		{"apart", slices.Collect(slices.Chunk(make([]byte, events*size), size))},
	} {
		b.Run(tc.name, func(b *testing.B) {
			s := newSocket(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Offer(tc.parts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
