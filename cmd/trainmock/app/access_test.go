package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
)

// upgrade are the headers of a WebSocket's handshake.
var upgrade = http.Header{
	"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
	"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
}

// with returns headers with one more.
func with(h http.Header, name, value string) http.Header {
	h = h.Clone()
	h[name] = []string{value}
	return h
}

// TestControlOfThisMachine asks a server without a token, over a socket, for a path of control that no route has.
func TestControlOfThisMachine(t *testing.T) {
	p := program.Start(t, Run, "--cors-origin", "*", "--allow-host", "mock.example,dev.example", "--control-origin",
		"http://localhost:5173")
	json := http.Header{"Content-Type": {"application/json"}}
	for _, tc := range []struct {
		name, method string
		header       http.Header
		status       int
		words        string
	}{
		{"curl", "GET", http.Header{}, 404, "Not Found"},
		{"a change", "PUT", json, 404, "Not Found"},
		{"a named host", "GET", http.Header{"Host": {"dev.example:6677"}}, 404, "Not Found"},
		{"a named page", "PUT", with(json, "Origin", "http://localhost:5173"), 404, "Not Found"},
		{"a form", "POST", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 415, "application/json"},
		{"plain text", "POST", http.Header{"Content-Type": {"text/plain"}}, 415, "application/json"},
		{"a foreign page", "GET", http.Header{"Origin": {"https://evil.test"}}, 403, "--control-origin https://evil.test"},
		{"another port", "GET", http.Header{"Origin": {"http://localhost:5174"}}, 403, "--control-origin"},
		{"a file", "GET", http.Header{"Origin": {"null"}}, 403, "may not use /mock"},
		{"a foreign WebSocket", "GET", with(upgrade, "Origin", "https://evil.test"), 403, "--control-origin"},
		{"a rebound name", "GET", http.Header{"Host": {"evil.test"}}, 403, "--allow-host evil.test"},
		{"a proxy", "GET", http.Header{"X-Forwarded-For": {"127.0.0.1"}}, 403, "--token"},
		{"a preflight", "OPTIONS", http.Header{
			"Origin": {"https://evil.test"}, "Access-Control-Request-Method": {"PUT"},
		}, 403, "--control-origin"},
	} {
		for _, path := range []string{"/mock/nowhere", "/s/a/mock/nowhere/"} {
			r, body := exchange(t, p, tc.method, path, "", tc.header)
			if r.StatusCode != tc.status || !strings.Contains(body, tc.words) {
				t.Errorf("%s: %d %s, want %d with %q", tc.name, r.StatusCode, body, tc.status, tc.words)
			}
			want := ""
			if tc.name == "a named page" {
				want = "http://localhost:5173"
			}
			if got := r.Header.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s: allowed the origin %q, want %q", tc.name, got, want)
			}
		}
	}
	r, body := exchange(t, p, "GET", "/health", "", http.Header{"Origin": {"https://evil.test"}, "Host": {"evil.test"}})
	if r.StatusCode != http.StatusOK {
		t.Errorf("reading, by a foreign page: %d %s, want 200", r.StatusCode, body)
	}
}

// TestControlByToken takes the token from the flag and from the environment, and asks for control with it and without.
func TestControlByToken(t *testing.T) {
	// A token that looks like what Kubernetes sets is a token all the same.
	const other = "tcp://10.96.0.12:6677"
	byFlag := program.Start(t, Run, "--token", "s3cret", "--log-level", "debug")
	t.Setenv("TRAINMOCK_TOKEN", other)
	byVariable := program.Start(t, Run, "--log-level", "debug")
	for token, p := range map[string]*program.Program{"s3cret": byFlag, other: byVariable} {
		for given, status := range map[string]int{
			"": 401, "Bearer wrong": 401, token: 401, "Bearer " + token: 404, "Bearer " + token + "x": 401,
		} {
			header := http.Header{}
			if given != "" {
				header.Set("Authorization", given)
			}
			if r, body := exchange(t, p, "GET", "/mock/nowhere", "", header); r.StatusCode != status {
				t.Errorf("%q: %d %s, want %d", given, r.StatusCode, body, status)
			}
		}
		for path, status := range map[string]int{
			"/mock/nowhere/stream?__token=" + token: 404, "/mock/clock?__token=" + token: 401, "/health?__token=x": 200,
			"/stream/sse?limit=1&__token=" + token: 200,
		} {
			if got, body := p.Try(t, path); got != status {
				t.Errorf("%s: %d %s, want %d", path, got, body, status)
			}
		}
		if all := p.Stdout.String() + p.Stderr.String(); strings.Contains(all, token) {
			t.Errorf("printed %s, want no token in it", all)
		}
	}
}

// TestReadOnlyControl names the flag where something would change, and lets the rest be read.
func TestReadOnlyControl(t *testing.T) {
	p := program.Start(t, Run, "--read-only")
	for method, status := range map[string]int{"GET": 404, "PUT": 403, "POST": 403, "DELETE": 403} {
		r, body := exchange(t, p, method, "/mock/x", "", http.Header{"Content-Type": {"application/json"}})
		if r.StatusCode != status || status == 403 && !strings.Contains(body, "--read-only") {
			t.Errorf("%s: %d %s, want %d, a 403 with --read-only", method, r.StatusCode, body, status)
		}
	}
}

// TestHelloSaysWhatIsOpen opens streams as different clients do.
func TestHelloSaysWhatIsOpen(t *testing.T) {
	open := program.Start(t, Run)
	closed := program.Start(t, Run, "--token", "s3cret")
	readOnly := program.Start(t, Run, "--read-only")
	for _, tc := range []struct {
		p           *program.Program
		query, want string
	}{
		{open, "", "open"}, {open, "?__token=x", "open"}, {closed, "", "token"}, {closed, "?__token=x", "token"},
		{closed, "?topics=logs&__token=s3cret", "open"}, {readOnly, "", "none"},
	} {
		for transport, f := range tc.p.OpenBoth(t, tc.query) {
			checkHello(t, transport+tc.query, f, tc.want)
		}
	}
	checkAnew(t, closed)
	foreign := http.Header{"Origin": {"https://evil.test"}}
	_, body := exchange(t, open, "GET", "/stream/sse?limit=1", "", foreign)
	if !strings.Contains(body, `"control":"none"`) {
		t.Errorf("a foreign page: %s, want the control none", body)
	}
}

// checkHello fails the test unless a stream begins with a hello that says what is open.
func checkHello(t *testing.T, name string, f program.Feed, want string) {
	t.Helper()
	m, err := f.Next()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if m.Type != "hello" || !strings.Contains(string(m.Raw), `"control":"`+want+`"`) {
		t.Errorf("%s: got %s, want a hello with the control %s", name, m.Raw, want)
	}
}

// checkAnew fails the test unless a client that gave the token keeps its rights when it subscribes anew.
func checkAnew(t *testing.T, p *program.Program) {
	t.Helper()
	address := strings.Replace(p.URL, "http", "ws", 1) + "/ws?topics=logs&__token=s3cret"
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if err := ws.WriteJSON(map[string]string{"type": "subscribe"}); err != nil {
		t.Fatal(err)
	}
	for hellos := 0; hellos < 2; {
		var m struct {
			Type    string
			Payload struct{ Control string }
		}
		if err := ws.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		if m.Type == "hello" {
			if hellos++; m.Payload.Control != "open" {
				t.Errorf("hello %d: got the control %q, want open", hellos, m.Payload.Control)
			}
		}
	}
}
