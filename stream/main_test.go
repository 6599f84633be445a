package stream_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"trainmock/stream"
	"trainmock/stream/deliver"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tick is short, so that the tests are; a tick is a second of the world.
const tick = 20 * time.Millisecond

// load returns a built-in scenario.
func load(tb testing.TB, name string) model.Scenario {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// server is a hub behind real sockets.
type server struct {
	*httptest.Server
	hub *stream.Hub
}

// newServer starts a hub; change adapts its options. It ends with the test.
func newServer(tb testing.TB, change func(*stream.Options)) *server {
	tb.Helper()
	lanes := deliver.NewLanes()
	o := stream.Options{
		Genesis: journal.Genesis{
			Scenario: load(tb, "chaos"), Seed: 7, Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
			Anchor: time.Now(), Tick: tick, Speed: 50,
		},
		Lanes: lanes,
	}
	if change != nil {
		change(&o)
	}
	hub, err := stream.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream/ws", hub.ServeWebSocket)
	mux.HandleFunc("GET /stream/sse", hub.ServeSSE)
	s := &server{Server: httptest.NewServer(mux), hub: hub}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		lanes.Run(ctx)
	}()
	tb.Cleanup(func() {
		cancel()
		hub.Close()
		<-done
		s.Server.Close()
	})
	return s
}

// message is what a subscriber gets.
type message struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Time    string          `json:"time"`
	Payload json.RawMessage `json:"payload"`
}

// reader is one subscription.
type reader interface {
	// next is the next message; it fails the test when there is none.
	next(tb testing.TB) message
	// read is next for those that expect an end.
	read() (message, error)
	// text is read for the bytes of the message, as they were sent.
	text() ([]byte, error)
	close()
}

// until reads up to and including the first message of a type.
func until(tb testing.TB, r reader, kind string) message {
	tb.Helper()
	for {
		if m := r.next(tb); m.Type == kind {
			return m
		}
	}
}

// subscribe opens a subscription over a transport, "ws" or "sse".
func (s *server) subscribe(tb testing.TB, transport, query string) reader {
	tb.Helper()
	r, err := s.open(tb, transport, query)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// open opens a subscription over a transport, or returns why there is none.
func (s *server) open(tb testing.TB, transport, query string) (reader, error) {
	if transport == "ws" {
		return s.openSocket(tb, query)
	}
	return s.openEvents(tb, query, "")
}

type wsReader struct{ *websocket.Conn }

func (s *server) dial(tb testing.TB, query string) wsReader {
	tb.Helper()
	r, err := s.openSocket(tb, query)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// openSocket opens a WebSocket, or returns why there is none.
func (s *server) openSocket(tb testing.TB, query string) (wsReader, error) {
	url := "ws" + strings.TrimPrefix(s.URL, "http") + "/stream/ws?" + query
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return wsReader{}, err
	}
	tb.Cleanup(func() { conn.Close() })
	return wsReader{conn}, nil
}

func (r wsReader) text() ([]byte, error) {
	r.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, text, err := r.ReadMessage()
	return text, err
}

func (r wsReader) read() (message, error) { return decode(r.text()) }

// decode returns a message that was read.
func decode(text []byte, err error) (m message, _ error) {
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

func (r wsReader) next(tb testing.TB) message {
	tb.Helper()
	return must(tb, r)
}

func (r wsReader) close() { r.Conn.Close() }

func (r wsReader) send(tb testing.TB, text string) {
	tb.Helper()
	if err := r.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		tb.Fatal(err)
	}
}

type sseReader struct {
	lines    *bufio.Scanner
	response *http.Response
	cancel   context.CancelFunc
	// id and event are those of the last message, as the lines around it said.
	id, event string
}

func (s *server) events(tb testing.TB, query, lastEventID string) *sseReader {
	tb.Helper()
	r, err := s.openEvents(tb, query, lastEventID)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// openEvents opens a stream over SSE, or returns why there is none.
func (s *server) openEvents(tb testing.TB, query, lastEventID string) (*sseReader, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/stream/sse?"+query, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	if lastEventID != "" {
		request.Header.Set("Last-Event-ID", lastEventID)
	}
	response, err := s.Client().Do(request)
	if err != nil {
		cancel()
		return nil, err
	}
	tb.Cleanup(func() { response.Body.Close(); cancel() })
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 16<<20)
	return &sseReader{lines: lines, response: response, cancel: cancel}, nil
}

func (r *sseReader) read() (message, error) { return decode(r.text()) }

func (r *sseReader) text() ([]byte, error) {
	r.id, r.event = "", ""
	for r.lines.Scan() {
		name, value, _ := strings.Cut(r.lines.Text(), ": ")
		switch name {
		case "id":
			r.id = value
		case "event":
			r.event = value
		case "data":
			return []byte(value), nil
		}
	}
	if err := r.lines.Err(); err != nil {
		return nil, err
	}
	return nil, context.Canceled
}

func (r *sseReader) next(tb testing.TB) message {
	tb.Helper()
	return must(tb, r)
}

func (r *sseReader) close() { r.response.Body.Close(); r.cancel() }

func must(tb testing.TB, r reader) message {
	tb.Helper()
	m, err := r.read()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func parseID(tb testing.TB, text string) wire.EventID {
	tb.Helper()
	id, err := wire.ParseEventID(text)
	if err != nil {
		tb.Fatalf("%q: got %v, want an id", text, err)
	}
	return id
}

// payload decodes a message's payload.
func payload[T any](tb testing.TB, m message) T {
	tb.Helper()
	var v T
	if err := json.Unmarshal(m.Payload, &v); err != nil {
		tb.Fatalf("%s: got %v, want a %T", m.Payload, err, v)
	}
	return v
}
