package app

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// TestRings watches worlds: the ticks that sessions keep do not count against those of the main world, nor the other
// way round.
func TestRings(t *testing.T) {
	for prefix, watchesMain := range map[string]bool{"": true, "/s/a": false} {
		f, err := parseFlags([]string{"--speed", "0"}, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		m, err := newMock(f, io.Discard, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		end := serveOn(t, m, l)
		wish := m.sessions.Defaults()
		wish.Name = "a"
		if _, err := m.sessions.Create(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		address := "http://" + l.Addr().String() + prefix + "/stream/sse"
		stream, err := program.OpenSSE(t.Context(), http.DefaultClient, address)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := stream.Next(); err != nil {
				t.Fatal(err)
			}
		}
		main, sessions := m.mainRings.Used(), m.sessionRings.Used()
		if (main > 0) != watchesMain || (sessions > 0) == watchesMain {
			t.Errorf("%s: the main world keeps %d bytes, sessions %d, want one of them alone", address, main, sessions)
		}
		end()
	}
}
