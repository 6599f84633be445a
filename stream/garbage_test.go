package stream_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
)

// garbage is something odd that a client sends, and what has to come of it.
type garbage struct {
	name, send string
	// codes are those that the connection may end with.
	codes []int
	// pongs answer the pings, and reply is part of some message.
	pongs []string
	reply string
}

// stays is the code that a client leaves with if the garbage has not parted them; before, it pings with stillHere.
const (
	stays     = 4321
	stillHere = "still here"
)

// all returns every byte that the client sends. The server must ignore the bytes after a violation or a close frame.
func (g garbage) all() string { return g.send + masked(opPing, stillHere) + closing(stays, "") }

// whole writes all bytes at once.
func whole(c *socket, text string) error {
	_, err := io.WriteString(c, text)
	return err
}

// try sends the garbage and checks every byte that comes back.
func (g garbage) try(tb testing.TB, c *socket, write func(*socket, string) error) {
	tb.Helper()
	defer c.Close()
	sent := make(chan error, 1)
	go func() { sent <- write(c, g.all()) }()
	said, err := c.hear()
	c.Close()
	if err := <-sent; err != nil && !gone(err) {
		tb.Error(err)
	}
	if err != nil {
		tb.Error(err)
		return
	}
	g.check(tb, said)
}

// check compares the server's replies with the wanted ones.
func (g garbage) check(tb testing.TB, said *transcript) {
	tb.Helper()
	pongs := g.pongs
	if said.code == stays {
		pongs = append(slices.Clone(pongs), stillHere)
	}
	if !slices.Contains(g.codes, said.code) {
		tb.Errorf("close code: got %d, want one of %v", said.code, g.codes)
	}
	if !slices.Equal(said.pongs, pongs) {
		tb.Errorf("pongs: got %q, want %q", said.pongs, pongs)
	}
	if asides := said.asides.String(); !strings.Contains(asides, g.reply) {
		tb.Errorf("got messages %s, want %s among them", asides, g.reply)
	}
}

// TestGarbage checks that the connection stays or ends as the protocol demands, whatever is sent, and that no other
// client notices.
func TestGarbage(t *testing.T) {
	s := newServer(t, func(o *stream.Options) {
		calm(o)
		o.Genesis.Anchor = time.Now().Add(-time.Minute)
	})
	open, secure := newDoor(t, s, false), newDoor(t, s, true)
	// The stream of those who ask for the whole past minute is never at rest.
	busy := "since=" + s.hub.Epoch() + ":0:0"
	for _, way := range []struct {
		name  string
		door  *door
		query string
		write func(*socket, string) error
		// alone is set where nothing is at work that is not in another row, too.
		alone bool
	}{
		{"in one write", open, "", whole, true},
		{"byte by byte", open, "", (*socket).drip, true},
		{"amid a replay", open, busy, whole, false},
		{"over TLS", secure, "", whole, true},
		{"over TLS amid a replay", secure, busy, whole, false},
	} {
		t.Run(way.name, func(t *testing.T) {
			if way.alone && testing.Short() {
				t.Skip("takes long, and what can race is in another row")
			}
			n := newNeighbour(t, s)
			for _, tc := range allGarbage() {
				t.Run(tc.name, func(t *testing.T) {
					tc.try(t, way.door.upgrade(t, way.query), way.write)
					settle(t, s.hub, 1)
				})
			}
			n.check(t)
			n.close()
			settle(t, s.hub, 0)
		})
	}
}

// TestSilenceThenTheEnd stops in the middle of a frame, and then ends the connection in one of several ways.
func TestSilenceThenTheEnd(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	doors := []*door{newDoor(t, s, false), newDoor(t, s, true)}
	text, long := masked(opText, `{"type":"ping"}`), masked(opText, strings.Repeat("x", 4096))
	for _, half := range []string{
		"", text[:1], text[:2], text[:4], text[:6], text[:len(text)-1], long[:3], long[:4], long[:100],
		long[:len(long)-1],
		masked(opPing, "abc")[:7], closing(1000, "")[:7], masked(0x01, "{"), masked(0x01, "{") + text[:1],
		"\x81\xff\x00\x00\x00", "\x81\xff\x00\x00\x00\x00\x00\x00\x0f\xff", masked(0x01, "{") +
			masked(0x00, strings.Repeat(" ", 4000)),
	} {
		for _, end := range []func(*socket){
			func(c *socket) {
				if said, err := c.hangUp(); err != nil || len(said.pongs) > 0 {
					t.Errorf("%.20q: got %+v, %v; want no pong and no error", half, said, err)
				}
			},
			func(c *socket) { c.Close() },
			func(c *socket) { c.reset(t) },
		} {
			for _, d := range doors {
				c := d.upgrade(t, "")
				if err := whole(c, half); err != nil {
					t.Fatal(err)
				}
				if f, err := c.frame(); err != nil || f.first != opText {
					t.Fatalf("got a frame %#x, %v; want hello", f.first, err)
				}
				end(c)
				settle(t, s.hub, 1)
			}
		}
	}
	n.check(t)
}

// TestFlood checks that a client gets its reply though it goes on sending after a close frame or nonsense.
func TestFlood(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	flood := strings.Repeat(masked(opText, `{"type":"dance"}`), 10_000)
	for _, d := range []*door{newDoor(t, s, false), newDoor(t, s, true)} {
		for _, tc := range []garbage{
			{send: closing(4000, "enough"), codes: []int{4000}},
			{send: "\xff\xff", codes: protocolError},
			{send: masked(opText, strings.Repeat("x", 5000)), codes: []int{1009}},
			{send: masked(opText, "\xff"), codes: []int{1007}},
		} {
			tc.send += flood
			tc.try(t, d.upgrade(t, ""), whole)
			settle(t, s.hub, 1)
		}
	}
	n.check(t)
}

// TestManyAtOnce sends garbage on many connections at the same time.
func TestManyAtOnce(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	t.Run("clients", func(t *testing.T) {
		d := newDoor(t, s, false)
		for _, tc := range allGarbage() {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				tc.try(t, d.upgrade(t, ""), whole)
			})
		}
	})
	settle(t, s.hub, 1)
	n.check(t)
}
