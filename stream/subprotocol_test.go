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
	long := strings.Repeat("eyJhbGciOi.", 200)
	for _, tc := range []struct {
		name string
		// offered are the lines of the header.
		offered []string
		want    string
	}{
		{"none", nil, ""},
		{"an empty line", []string{""}, ""},
		{"commas only", []string{" , ,"}, ""},
		{"one", []string{"graphql-ws"}, "graphql-ws"},
		{"a token behind its scheme", []string{"bearer, eyJhbGciOi"}, "bearer"},
		{"without blanks", []string{"bearer,eyJhbGciOi"}, "bearer"},
		{"with blanks", []string{"\t bearer \t,  eyJhbGciOi  "}, "bearer"},
		{"repeated", []string{"bearer, bearer"}, "bearer"},
		{"behind a comma", []string{", bearer"}, "bearer"},
		{"two lines", []string{"bearer", "eyJhbGciOi"}, "bearer"},
		{"behind an empty line", []string{"", "bearer, eyJhbGciOi"}, "bearer"},
		{"a long token alone", []string{long}, long},
		{"behind a name with a blank", []string{"two words, bearer"}, "bearer"},
		{"other letters", []string{"JWT.a-b_c~d|e"}, "JWT.a-b_c~d|e"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			header := http.Header{"Sec-Websocket-Protocol": tc.offered}
			address := "ws" + strings.TrimPrefix(s.URL, "http") + "/stream/ws"
			conn, response, err := websocket.DefaultDialer.DialContext(t.Context(), address, header)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, told := response.Header["Sec-Websocket-Protocol"]
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
	for word, want := range map[string]string{"ping": "pong", "ping\r\n": "pong", "PING": "PONG", `"ping"`: `"pong"`} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(word)); err != nil {
			t.Fatal(err)
		}
		kind, text := nextPlain(t, conn)
		if kind != websocket.TextMessage || text != want {
			t.Errorf("after %q: got a message of kind %d, %q, want the text %q", word, kind, text, want)
		}
	}
}

// nextPlain returns the next message that is no event. It fails at an error.
func nextPlain(t *testing.T, conn *websocket.Conn) (kind int, text string) {
	t.Helper()
	for {
		kind, body, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(body), `"error"`) {
			t.Fatalf("got %s, want pong", body)
		}
		if !strings.HasPrefix(string(body), "{") {
			return kind, string(body)
		}
	}
}
