package stream_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	// getSocket is the first line of a handshake.
	getSocket = "GET /stream/ws HTTP/1.1"
	// sampleKey is the one of RFC 6455, section 1.3.
	sampleKey = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
)

// handshake returns a request for an upgrade. Changes come in pairs: the name of a header, and the line in its place.
func handshake(first string, changes ...string) string {
	headers := []string{"Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
		sampleKey}
	text := first + "\r\n"
	for _, header := range headers {
		for i := 0; i < len(changes); i += 2 {
			if strings.HasPrefix(header, changes[i]+":") {
				header = changes[i+1]
			}
		}
		if header != "" {
			text += header + "\r\n"
		}
	}
	return text + "\r\n"
}

// checkRefused checks that a response has the shape of the service's errors.
func checkRefused(tb testing.TB, r *http.Response) {
	tb.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Error(err)
	}
	var refusal struct{ Detail any }
	if r.StatusCode/100 != 4 || r.Header.Get("Content-Type") != "application/json" ||
		json.Unmarshal(body, &refusal) != nil || refusal.Detail == nil || len(body) > 1000 {
		tb.Errorf("got %s, %v: %.1000s; want a refusal in the service's shape", r.Status, r.Header, body)
	}
}

// TestBrokenHandshakes checks that bad handshakes are refused in the service's own words.
func TestBrokenHandshakes(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	for _, tc := range []struct{ name, request string }{
		{"no handshake at all", "GET /stream/ws HTTP/1.1\r\nHost: x\r\n\r\n"},
		{"POST", handshake("POST /stream/ws HTTP/1.1")},
		{"POST with a body", handshake("POST /stream/ws HTTP/1.1", "Host", "Host: x\r\nContent-Length: 5") + "hello"},
		{"PUT", handshake("PUT /stream/ws HTTP/1.1")},
		{"a method of nobody's", handshake("BREW /stream/ws HTTP/1.1")},
		{"HTTP/1.0", handshake("GET /stream/ws HTTP/1.0")},
		{"a bad query", handshake("GET /stream/ws?topics=foo HTTP/1.1")},
		{"a query that cannot be read", handshake("GET /stream/ws?since=%zz HTTP/1.1")},
		{"no Connection", handshake(getSocket, "Connection", "")},
		{"another Connection", handshake(getSocket, "Connection", "Connection: keep-alive")},
		{"no Upgrade", handshake(getSocket, "Upgrade", "")},
		{"another Upgrade", handshake(getSocket, "Upgrade", "Upgrade: h2c")},
		{"half an Upgrade", handshake(getSocket, "Upgrade", "Upgrade: web socket")},
		{"no version", handshake(getSocket, "Sec-WebSocket-Version", "")},
		{"an empty version", handshake(getSocket, "Sec-WebSocket-Version", "Sec-WebSocket-Version: ")},
		{"version 12", handshake(getSocket, "Sec-WebSocket-Version", "Sec-WebSocket-Version: 12")},
		{"version 130", handshake(getSocket, "Sec-WebSocket-Version", "Sec-WebSocket-Version: 130")},
		{"version -13", handshake(getSocket, "Sec-WebSocket-Version", "Sec-WebSocket-Version: -13")},
		{"no key", handshake(getSocket, "Sec-WebSocket-Key", "")},
		{"an empty key", handshake(getSocket, "Sec-WebSocket-Key", "Sec-WebSocket-Key:")},
		{"a key of 15 bytes", handshake(getSocket, "Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA")},
		{"a key of 17 bytes", handshake(getSocket, "Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=")},
		{"a key that is not base64",
			handshake(getSocket, "Sec-WebSocket-Key", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==")},
		{"a key of unicode", handshake(getSocket, "Sec-WebSocket-Key", "Sec-WebSocket-Key: 💥💥💥💥💥💥")},
		{"two keys", handshake(getSocket, "Sec-WebSocket-Key", sampleKey+
			"\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, secure := range []bool{false, true} {
				c, response := newDoor(t, s, secure).ask(t, tc.request)
				checkRefused(t, response)
				c.Close()
				settle(t, s.hub, 1)
			}
		})
	}
	n.check(t)
}

// TestNoHTTP checks that a request that is not HTTP is refused by the HTTP server.
func TestNoHTTP(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	d := newDoor(t, s, false)
	for _, tc := range []struct{ name, request string }{
		{"no host", handshake(getSocket, "Host", "")},
		{"two hosts", handshake(getSocket, "Host", "Host: a\r\nHost: b")},
		{"a header of a megabyte and a half",
			handshake(getSocket, "Host", "Host: x\r\nX-Long: "+strings.Repeat("x", 3<<19))},
		{"too many headers", handshake(getSocket, "Host", "Host: x"+strings.Repeat("\r\nX-Many: x", 150_000))},
		{"a header with a null byte", handshake(getSocket, "Host", "Host: x\r\nX-Null: a\x00b")},
		{"a header without a colon", handshake(getSocket, "Host", "Host: x\r\nnonsense")},
		{"a version of HTTP that is none", handshake("GET /stream/ws HTTP/x.y")},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"},
		{"frames", masked(opText, `{"type":"ping"}`) + "\r\n\r\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, response := d.ask(t, tc.request)
			if response.StatusCode/100 != 4 {
				t.Errorf("got %s, %v; want a 4xx", response.Status, response.Header)
			}
			c.Close()
			settle(t, s.hub, 1)
		})
	}
	n.check(t)
}

// TestOddHandshakes checks that unusual handshakes succeed, and that nothing is granted that was not asked for or that
// the hub does not do.
func TestOddHandshakes(t *testing.T) {
	s := newServer(t, nil)
	for _, tc := range []struct{ name, request, subprotocol string }{
		{"Upgrade twice", handshake(getSocket, "Upgrade", "Upgrade: websocket\r\nUpgrade: websocket"), ""},
		{"Upgrade to one of two", handshake(getSocket, "Upgrade", "Upgrade: h2c\r\nUpgrade: websocket"), ""},
		{"Upgrade in a list", handshake(getSocket, "Upgrade", "Upgrade: h2c, WebSocket"), ""},
		{"Connection in a list", handshake(getSocket, "Connection", "connection: keep-alive, upgrade"), ""},
		{"extensions", handshake(getSocket, "Host",
			"Host: x\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-none"), ""},
		{"a header of 100 kB", handshake(getSocket, "Host", "Host: x\r\nCookie: a="+strings.Repeat("x", 100_000)), ""},
		{"parameters that nobody knows", handshake("GET /stream/ws?x=y&%F0%9F%92%A5=%00 HTTP/1.1"), ""},
		{"subprotocols", handshake(getSocket, "Host", "Host: x\r\nSec-WebSocket-Protocol: graphql-ws, mqtt"),
			"graphql-ws"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := newDoor(t, s, false)
			c := d.connect(t)
			for _, write := range []func(*socket, string) error{whole, (*socket).drip} {
				if err := write(c, tc.request); err != nil {
					t.Fatal(err)
				}
				if response := c.response(t); !upgraded(response, tc.subprotocol) {
					t.Fatalf("got %s, %v; want an upgrade with %q", response.Status, response.Header, tc.subprotocol)
				}
				garbage{codes: []int{stays}}.try(t, c, write)
				settle(t, s.hub, 0)
				c = d.connect(t)
			}
		})
	}
}

// TestEagerClient sends frames along with the handshake, before the response.
func TestEagerClient(t *testing.T) {
	s := newServer(t, nil)
	d := newDoor(t, s, false)
	eager := garbage{send: masked(opPing, "eager"), codes: []int{stays}, pongs: []string{"eager"}}
	c, response := d.ask(t, handshake(getSocket)+eager.send)
	if !upgraded(response, "") {
		checkRefused(t, response)
		return
	}
	eager.send = ""
	eager.try(t, c, whole)
	settle(t, s.hub, 0)
}
