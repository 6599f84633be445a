package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
)

// TestHeadersOfAHandshake checks that the answer to a handshake bears what other answers do: the seed of its session,
// and the faults that struck.
func TestHeadersOfAHandshake(t *testing.T) {
	p := program.Start(t, Run)
	s := createSession(t, p, `{"seed": 7}`)
	body := `{"name": "late", "on": {"routes": ["*"]}, "latency": {"delay": "1ms"}}`
	if status, answer := s.Send(t, http.MethodPost, "/mock/faults", body); status != http.StatusOK {
		t.Fatalf("got %d %s, want 200", status, answer)
	}
	for _, path := range []string{"/ws", "/stream/ws", "/api/edgeai/nodes/ws/node_1"} {
		dialer := websocket.Dialer{Subprotocols: []string{"bearer", "hunter2"}}
		conn, r, err := dialer.DialContext(t.Context(), strings.Replace(s.URL, "http", "ws", 1)+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		for name, want := range map[string]string{
			"X-Mock-Seed": "7", "X-Mock-Fault": "late", "Sec-Websocket-Protocol": "bearer",
			"Access-Control-Allow-Origin": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: got %s: %q, want %q", path, name, got, want)
			}
		}
	}
}
