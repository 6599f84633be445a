package stream_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
)

func get(tb testing.TB, url string) (status int, body string) {
	tb.Helper()
	response, err := http.Get(url)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// TestClientMessages sends ping, subscribe and unknown messages. None of them ends the connection.
func TestClientMessages(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=logs")
	r.send(t, `{"type":"ping"}`)
	until(t, r, "pong")
	for _, tc := range []struct{ text, code string }{
		{`{"type":"dance"}`, "unknown_type"},
		{`{}`, "unknown_type"},
		{`{"action":"ping"}`, "unknown_type"},
		{`{"typ":"ping"}`, "bad_field"},
		{`{`, "bad_json"},
		{`[]`, "bad_json"},
		{`null`, "bad_json"},
		{`{"type":"subscribe","topics":["foo"]}`, "bad_filter"},
		{`{"type":"subscribe","topics":7}`, "bad_field"},
		{`{"type":"subscribe","interval":5}`, "bad_field"},
		{`{"type":"subscribe","task_id":[null]}`, "bad_field"},
		{`{"type":"subscribe","interval":"1ns"}`, "bad_filter"},
	} {
		r.send(t, tc.text)
		if p := payload[model.Problem](t, until(t, r, "error")); p.Code != tc.code || p.Message == "" {
			t.Errorf("%s: got %+v, want the code %s and a message", tc.text, p, tc.code)
		}
	}
	if err := r.WriteMessage(websocket.BinaryMessage, []byte{1}); err != nil {
		t.Fatal(err)
	}
	if p := payload[model.Problem](t, until(t, r, "error")); p.Code != "not_text" {
		t.Errorf("got %+v, want the code not_text", p)
	}
	r.send(t, `{"type":"subscribe","topics":["nodes"],"node_id":"node_1234"}`)
	if h := payload[model.Hello](t, until(t, r, "hello")); len(h.Topics) != 1 || h.Topics[0] != "nodes" {
		t.Errorf("got topics %v, want nodes alone", h.Topics)
	}
	if snapshot := payload[model.Snapshot](t, r.next(t)); len(snapshot.Nodes) != 1 || len(snapshot.Tasks) != 0 {
		t.Errorf("got %d nodes and %d tasks, want one node", len(snapshot.Nodes), len(snapshot.Tasks))
	}
	for range 10 {
		if m := r.next(t); m.Type != "node_update" || payload[model.NodeMetrics](t, m).ID != "node_1234" {
			t.Errorf("got %+v, want a node_update of node_1234", m)
		}
	}
}

// TestControlFrames checks that a ping is answered with its data, and a close with its code.
func TestControlFrames(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "")
	pong := make(chan string, 1)
	r.SetPongHandler(func(data string) error { pong <- data; return nil })
	r.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(time.Second))
	for answered := false; !answered; {
		r.next(t)
		select {
		case data := <-pong:
			if answered = true; data != "are you there" {
				t.Errorf("pong: got %q, want the data of the ping", data)
			}
		default:
		}
	}
	r.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4000, "enough"), time.Now().Add(time.Second))
	for {
		if _, err := r.read(); err != nil {
			if !websocket.IsCloseError(err, 4000) {
				t.Errorf("got %v, want a close with 4000", err)
			}
			return
		}
	}
}

// TestTooLongAMessage checks that a long message closes its connection with 1009, and no other connection.
func TestTooLongAMessage(t *testing.T) {
	s := newServer(t, nil)
	other := s.dial(t, "")
	last := until(t, other, "snapshot")
	r := s.dial(t, "")
	r.send(t, `{"type":"`+strings.Repeat("x", 5<<10)+`"}`)
	for {
		if _, err := r.read(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
				t.Errorf("got %v, want a close with %d", err, websocket.CloseMessageTooBig)
			}
			break
		}
	}
	for range 100 {
		m := other.next(t)
		follow(t, last, m)
		last = m
	}
}

// TestHalfAFrame checks that a client can stop in the middle of a frame or of the handshake.
func TestHalfAFrame(t *testing.T) {
	s := newServer(t, nil)
	for _, garbage := range []string{"\x81\xfe\x00", "\x81\x85abcd", "\xff\xff\xff\xff", "\x89\xfe\x01\x00",
		strings.Repeat("\x00", 100)} {
		r := s.dial(t, "")
		until(t, r, "snapshot")
		if _, err := r.NetConn().Write([]byte(garbage)); err != nil {
			t.Fatal(err)
		}
		r.close()
	}
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "GET /stream/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 12\r\n\r\n")
	answer := make([]byte, 500)
	if n, _ := conn.Read(answer); !strings.HasPrefix(string(answer[:n]), "HTTP/1.1 400") ||
		!strings.Contains(string(answer[:n]), `{"detail":`) {
		t.Errorf("a broken upgrade: got %s, want a 400 with a detail", answer[:n])
	}
	conn.Close()
	until(t, s.dial(t, ""), "cluster_status")
}
