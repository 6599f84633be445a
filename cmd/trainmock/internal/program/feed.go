package program

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/stream/wire"
)

// Message is one message of a stream.
type Message struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Time    string          `json:"time"`
	Payload json.RawMessage `json:"payload"`
	// Raw is all of it, as it was sent.
	Raw []byte `json:"-"`
}

// ParseMessage reads a message. It has to have a type and a time, and nothing in it is null or NaN.
func ParseMessage(raw []byte) (Message, error) {
	m := Message{Raw: raw}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("%w in %.300s", err, raw)
	}
	if bytes.Contains(raw, []byte("null")) || bytes.Contains(raw, []byte("NaN")) || m.Type == "" || m.Time == "" {
		return m, fmt.Errorf("null, NaN, or no type or time in %.300s", raw)
	}
	return m, nil
}

// EventID returns the message's place in the stream.
func (m Message) EventID(tb testing.TB) wire.EventID {
	tb.Helper()
	id, err := wire.ParseEventID(m.ID)
	if err != nil {
		tb.Fatalf("%v: %.300s", err, m.Raw)
	}
	return id
}

// Feed is a subscription. Next returns an error when it has ended.
type Feed interface{ Next() (Message, error) }

// SSEFeed reads server-sent events. A line that trainmock would not write is an error.
type SSEFeed struct{ lines *bufio.Reader }

// NewSSEFeed returns a feed that reads the body of an answer.
func NewSSEFeed(body io.Reader) *SSEFeed { return &SSEFeed{bufio.NewReader(body)} }

// OpenSSE subscribes at a URL until the context is done.
func OpenSSE(ctx context.Context, client *http.Client, url string) (*SSEFeed, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	// The body is closed by the end of the context.
	context.AfterFunc(ctx, func() { r.Body.Close() })
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		return nil, fmt.Errorf("%d %s, want 200 text/event-stream", r.StatusCode, r.Header.Get("Content-Type"))
	}
	return NewSSEFeed(r.Body), nil
}

// Next returns the next message; its id has to be that of the id line.
func (f *SSEFeed) Next() (Message, error) {
	id, data := "", ""
	for {
		line, err := f.lines.ReadString('\n')
		if err != nil {
			return Message{}, err
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "id":
			id = value
		case "data":
			data = value
		case "retry", "":
			if data == "" {
				continue
			}
			m, err := ParseMessage([]byte(data))
			if err == nil && m.ID != id {
				err = fmt.Errorf("the line says id %q: %.300s", id, data)
			}
			return m, err
		default:
			return Message{}, fmt.Errorf("a line of another kind: %q", line)
		}
	}
}

// WebSocketFeed reads text frames.
type WebSocketFeed struct{ conn *websocket.Conn }

// OpenWebSocket subscribes at a URL, which may begin with http, until the context is done.
func OpenWebSocket(ctx context.Context, url string) (*WebSocketFeed, error) {
	return DialWebSocket(ctx, websocket.DefaultDialer, url)
}

// DialWebSocket subscribes with a dialer of the test's own.
func DialWebSocket(ctx context.Context, dialer *websocket.Dialer, url string) (*WebSocketFeed, error) {
	conn, _, err := dialer.DialContext(ctx, strings.Replace(url, "http", "ws", 1), nil)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	return &WebSocketFeed{conn}, nil
}

// Next returns the next message.
func (f *WebSocketFeed) Next() (Message, error) {
	kind, body, err := f.conn.ReadMessage()
	if err != nil {
		return Message{}, err
	}
	if kind != websocket.TextMessage {
		return Message{}, fmt.Errorf("a frame of kind %d, want text", kind)
	}
	return ParseMessage(body)
}

// OpenBoth subscribes over SSE and over WebSocket until the test ends; the result has a feed by the name of each.
func (e Endpoint) OpenBoth(tb testing.TB, query string) map[string]Feed {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	overSSE, err := OpenSSE(ctx, e.Client, e.URL+"/stream/sse"+query)
	if err != nil {
		tb.Fatal(err)
	}
	overWebSocket, err := OpenWebSocket(ctx, e.URL+"/stream/ws"+query)
	if err != nil {
		tb.Fatal(err)
	}
	return map[string]Feed{"SSE": overSSE, "WebSocket": overWebSocket}
}

// ReadTicks reads hello, the snapshot and so many whole ticks.
func ReadTicks(f Feed, ticks int64) ([]Message, error) {
	var list []Message
	first := int64(0)
	for {
		m, err := f.Next()
		if err != nil {
			return list, err
		}
		id, err := wire.ParseEventID(m.ID)
		switch {
		case m.Type == "hello" && len(list) == 0, m.Type == "snapshot" && len(list) == 1:
			first = id.Tick + 1
		case err != nil:
			return list, fmt.Errorf("%w: %.300s", err, m.Raw)
		case id.Tick >= first+ticks:
			return list, nil
		}
		list = append(list, m)
	}
}
