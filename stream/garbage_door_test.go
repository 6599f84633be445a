package stream_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"trainmock/stream"
)

// door is one more way into a server's hub, for every method, and with TLS if it is secure. The test fails if the HTTP
// server has anything to complain of, such as a panic.
type door struct {
	*httptest.Server
	hub *stream.Hub
}

func newDoor(tb testing.TB, s *server, secure bool) *door {
	tb.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/stream/ws", s.hub.ServeWebSocket)
	mux.HandleFunc("/stream/sse", s.hub.ServeSSE)
	d := &door{Server: httptest.NewUnstartedServer(mux), hub: s.hub}
	d.Listener = narrow{d.Listener}
	d.Config.ErrorLog = log.New(complaints{tb}, "", 0)
	if secure {
		d.StartTLS()
	} else {
		d.Start()
	}
	tb.Cleanup(d.Close)
	return d
}

// narrow is a listener whose connections hold little that is on its way, so that large writes go out in parts.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn, conn.(*net.TCPConn).SetWriteBuffer(16 << 10)
}

// complaints are lines of an HTTP server's log.
type complaints struct{ tb testing.TB }

func (c complaints) Write(line []byte) (int, error) {
	// A client may leave in the middle of a TLS handshake.
	if !bytes.HasPrefix(line, []byte("http: TLS handshake error")) {
		c.tb.Errorf("the HTTP server logged %s, want nothing", line)
	}
	return len(line), nil
}

// connect runs one connection: it resumes where the last one ended, reads on, and is dropped.
func (d *door) connect(tb testing.TB) *socket {
	tb.Helper()
	conn, err := net.Dial("tcp", d.Listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	if d.TLS != nil {
		config := d.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		config.ServerName = "127.0.0.1"
		conn = tls.Client(conn, config)
	}
	return &socket{conn, bufio.NewReader(conn)}
}

// ask sends a request as it is written and returns the answer's head.
func (d *door) ask(tb testing.TB, text string) (*socket, *http.Response) {
	tb.Helper()
	s := d.connect(tb)
	// A server may refuse, and end the connection, before it has read everything.
	if _, err := io.WriteString(s, text); err != nil && !gone(err) {
		tb.Fatal(err)
	}
	return s, s.response(tb)
}

// response reads the head of an answer. Its body ends with the connection.
func (s *socket) response(tb testing.TB) *http.Response {
	tb.Helper()
	if err := s.SetReadDeadline(time.Now().Add(waitLimit)); err != nil {
		tb.Fatal(err)
	}
	response, err := http.ReadResponse(s.in, nil)
	if err != nil {
		tb.Fatalf("got %v, want a response", err)
	}
	return response
}

// upgraded reports whether a response agrees to a handshake with the key of RFC 6455, section 1.3, and to a
// subprotocol, which may be empty.
func upgraded(r *http.Response, subprotocol string) bool {
	return r.StatusCode == http.StatusSwitchingProtocols &&
		r.Header.Get("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" &&
		r.Header.Get("Sec-WebSocket-Extensions") == "" && r.Header.Get("Sec-WebSocket-Protocol") == subprotocol
}

// upgrade opens a WebSocket.
func (d *door) upgrade(tb testing.TB, query string) *socket {
	tb.Helper()
	s, response := d.ask(tb, handshake("GET /stream/ws?"+query+" HTTP/1.1"))
	if !upgraded(response, "") {
		tb.Fatalf("got %s, %v; want an upgrade", response.Status, response.Header)
	}
	return s
}

// settle waits until the hub has as many subscribers as it had.
func settle(tb testing.TB, hub *stream.Hub, count int) {
	tb.Helper()
	look := time.NewTicker(100 * time.Microsecond)
	defer look.Stop()
	for end := time.Now().Add(waitLimit); hub.Subscribers() != count; <-look.C {
		if time.Now().After(end) {
			tb.Fatalf("got %d subscribers, want %d", hub.Subscribers(), count)
		}
	}
}

// calm makes ticks so rare that a neighbour on a busy machine never lags behind all that the hub keeps.
func calm(o *stream.Options) { o.Genesis.Tick = 5 * tick }

// neighbour is a subscriber that behaves, and reads all the time.
type neighbour struct {
	wsReader
	last  message
	heard chan []message
}

func newNeighbour(tb testing.TB, s *server) *neighbour {
	tb.Helper()
	r := s.dial(tb, "")
	n := &neighbour{wsReader: r, last: until(tb, r, "snapshot"), heard: make(chan []message, 1)}
	go n.listen()
	return n
}

// listen hands over what came between two pongs.
func (n *neighbour) listen() {
	defer close(n.heard)
	var heard []message
	for {
		m, err := n.read()
		if err != nil {
			return
		}
		if m.Type != "pong" {
			heard = append(heard, m)
			continue
		}
		n.heard <- heard
		heard = nil
	}
}

// check fails unless the neighbour got every event up to now.
func (n *neighbour) check(tb testing.TB) {
	tb.Helper()
	n.send(tb, `{"type":"ping"}`)
	heard, ok := <-n.heard
	if !ok {
		tb.Fatal("the neighbour was cut off, want a pong")
	}
	for _, m := range heard {
		if m.ID == "" {
			tb.Fatalf("the neighbour got %s %s, want events", m.Type, m.Payload)
		}
		follow(tb, n.last, m)
		n.last = m
	}
}
