//go:build unix

package socket

import (
	"bytes"
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
// of a few, and of many the beginning, because nobody reads meanwhile.
func TestOfferParts(t *testing.T) {
	for _, tc := range []struct {
		name    string
		lengths []int
		full    bool
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
			defer server.Close()
			var parts [][]byte
			for i, length := range tc.lengths {
				parts = append(parts, bytes.Repeat([]byte{byte('a' + i%26)}, length))
			}
			all := bytes.Join(parts, nil)
			n, err := New(server).Offer(parts)
			if err != nil || n == 0 || (n < len(all)) != tc.full {
				t.Fatalf("wrote %d of %d bytes, error %v, want all but of many", n, len(all), err)
			}
			got := make([]byte, n)
			if _, err := io.ReadFull(client, got); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, all[:n]) {
				t.Error("the client got other bytes")
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
