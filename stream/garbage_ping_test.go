package stream_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
)

const (
	// piece is the most that a nibbler reads at once, and meal what it reads between two of its own frames, in bytes.
	piece = 1000
	meal  = 50 * piece
)

// nibbler reads in small pieces, and rests after every meal. Then it writes the next of its frames, wherever that is
// within a frame of the server's.
type nibbler struct {
	net.Conn
	rest   *time.Ticker
	frames []string
	eaten  int
}

func (n *nibbler) Read(p []byte) (int, error) {
	count, err := n.Conn.Read(p[:min(len(p), piece)])
	if n.eaten += count; n.eaten < meal || err != nil {
		return count, err
	}
	n.eaten -= meal
	<-n.rest.C
	if len(n.frames) > 0 {
		_, err = io.WriteString(n.Conn, n.frames[0])
		n.frames = n.frames[1:]
	}
	return count, err
}

// TestPingsAmidLargeBatches lets a client ping while it takes a large cluster in small pieces, so that hardly any
// write goes out at once. No pong may come within another frame, and neither pongs nor events may be lost.
func TestPingsAmidLargeBatches(t *testing.T) {
	const ticks = 8
	s := newServer(t, func(o *stream.Options) {
		o.Genesis.Scenario = load(t, "large")
		// The client asks for the ticks that are over. They come as fast as it takes them, however slow that is.
		o.Genesis.Tick, o.Genesis.Speed = 30*time.Second, 1
		o.Genesis.Anchor = o.Genesis.Anchor.Add(-ticks * o.Genesis.Tick)
	})
	rest := time.NewTicker(time.Millisecond)
	defer rest.Stop()
	for _, secure := range []bool{false, true} {
		c := newDoor(t, s, secure).upgrade(t, "since="+s.hub.Epoch()+":0:1000000")
		slow := &nibbler{Conn: c.Conn, rest: rest}
		var pings []string
		for i := range 120 {
			pings = append(pings, fmt.Sprintf("%d %s", i, strings.Repeat("x", i%120)))
			slow.frames = append(slow.frames, masked(opPing, pings[i]))
		}
		slow.frames = append(slow.frames, closing(4000, "enough"))
		c.in = bufio.NewReader(slow)
		said, err := c.hear()
		if err != nil || said.code != 4000 || !slices.Equal(said.pongs, pings) || len(said.ids) < 5000 {
			t.Fatalf("TLS %t: got code %d, %d events, %d pongs for %d pings: %q, %v; want 4000, at least 5000 and all",
				secure, said.code, len(said.ids),
				len(said.pongs), len(pings), said.pongs, err)
		}
		for i, id := range said.ids[1:] {
			follow(t, message{ID: said.ids[i]}, message{ID: id})
		}
		settle(t, s.hub, 0)
	}
}
