package stream_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// TestSubprotocol checks that the first subprotocol that a client offers is selected, and none where it offers none.
func TestSubprotocol(t *testing.T) {
	s := newServer(t, nil)
	for _, tc := range []struct {
		name    string
		offered []string
		want    string
	}{
		{"none", nil, ""},
		{"one", []string{"graphql-ws"}, "graphql-ws"},
		{"a token behind its scheme", []string{"bearer", "eyJhbGciOi"}, "bearer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dialer := websocket.Dialer{Subprotocols: tc.offered}
			address := "ws" + strings.TrimPrefix(s.URL, "http") + "/stream/ws"
			conn, response, err := dialer.DialContext(t.Context(), address, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, told := response.Header[http.CanonicalHeaderKey("Sec-WebSocket-Protocol")]
			if got := conn.Subprotocol(); got != tc.want || told != (tc.want != "") {
				t.Errorf("got %q, with a header: %t; want %q", got, told, tc.want)
			}
		})
	}
}

// TestTextPing checks that a bare ping, as some reconnecting clients send it, is answered in its own form.
func TestTextPing(t *testing.T) {
	s := newServer(t, nil)
	conn, _, err := websocket.DefaultDialer.DialContext(
		t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/stream/ws?topics=logs&snapshot=false", nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte("ping")); err != nil {
		t.Fatal(err)
	}
	for {
		kind, text, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(text), "{") {
			if strings.Contains(string(text), `"error"`) {
				t.Fatalf("got %s, want pong", text)
			}
			continue
		}
		if kind != websocket.TextMessage || string(text) != "pong" {
			t.Errorf("got a message of kind %d, %q, want the text pong", kind, text)
		}
		return
	}
}
