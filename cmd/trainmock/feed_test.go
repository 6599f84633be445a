package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/stream/wire"
)

// message is one message of either stream.
type message struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Time    string          `json:"time"`
	Payload json.RawMessage `json:"payload"`
	// raw is all of it, as it was sent.
	raw []byte
}

func parseMessage(raw []byte) (message, error) {
	m := message{raw: raw}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("%w in %.300s", err, raw)
	}
	if bytes.Contains(raw, []byte("null")) || bytes.Contains(raw, []byte("NaN")) || m.Type == "" || m.Time == "" {
		return m, fmt.Errorf("not a message: %.300s", raw)
	}
	return m, nil
}

// eventID is the message's place.
func (m message) eventID(tb testing.TB) wire.EventID {
	tb.Helper()
	id, err := wire.ParseEventID(m.ID)
	if err != nil {
		tb.Fatalf("%v: %.300s", err, m.raw)
	}
	return id
}

// feed is a subscription. next fails when it ends.
type feed interface{ next() (message, error) }

// sseFeed reads server-sent events, and every line of them strictly.
type sseFeed struct{ lines *bufio.Reader }

func openSSE(ctx context.Context, client *http.Client, url string) (*sseFeed, error) {
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
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/event-stream" {
		return nil, fmt.Errorf("%d %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
	return &sseFeed{bufio.NewReader(r.Body)}, nil
}

func (f *sseFeed) next() (message, error) {
	id, data := "", ""
	for {
		line, err := f.lines.ReadString('\n')
		if err != nil {
			return message{}, err
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
			m, err := parseMessage([]byte(data))
			if err == nil && m.ID != id {
				err = fmt.Errorf("the line says id %q: %.300s", id, data)
			}
			return m, err
		default:
			return message{}, fmt.Errorf("a line of another kind: %q", line)
		}
	}
}

// webSocketFeed reads text frames.
type webSocketFeed struct{ conn *websocket.Conn }

func openWebSocket(ctx context.Context, url string) (*webSocketFeed, error) {
	return dialWebSocket(ctx, websocket.DefaultDialer, url)
}

func dialWebSocket(ctx context.Context, dialer *websocket.Dialer, url string) (*webSocketFeed, error) {
	conn, _, err := dialer.DialContext(ctx, strings.Replace(url, "http", "ws", 1), nil)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	return &webSocketFeed{conn}, nil
}

func (f *webSocketFeed) next() (message, error) {
	kind, body, err := f.conn.ReadMessage()
	if err != nil {
		return message{}, err
	}
	if kind != websocket.TextMessage {
		return message{}, errors.New("not a text frame")
	}
	return parseMessage(body)
}

// openBoth subscribes over both transports.
func openBoth(tb testing.TB, p *program, query string) map[string]feed {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	overSSE, err := openSSE(ctx, p.client, p.url+"/stream/sse"+query)
	if err != nil {
		tb.Fatal(err)
	}
	overWebSocket, err := openWebSocket(ctx, p.url+"/stream/ws"+query)
	if err != nil {
		tb.Fatal(err)
	}
	return map[string]feed{"SSE": overSSE, "WebSocket": overWebSocket}
}

// readTicks reads hello, the snapshot and so many whole ticks.
func readTicks(f feed, ticks int64) ([]message, error) {
	var list []message
	first := int64(0)
	for {
		m, err := f.next()
		if err != nil {
			return list, err
		}
		id, err := wire.ParseEventID(m.ID)
		switch {
		case m.Type == "hello" && len(list) == 0, m.Type == "snapshot" && len(list) == 1:
			first = id.Tick + 1
		case err != nil:
			return list, fmt.Errorf("%w: %.300s", err, m.raw)
		case id.Tick >= first+ticks:
			return list, nil
		}
		list = append(list, m)
	}
}
