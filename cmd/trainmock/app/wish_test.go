package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
)

// seen is what a client got of an answer.
type seen struct {
	status int
	body   string
	header http.Header
	err    error
	took   time.Duration
}

// look asks for a path and returns what comes of the answer.
func look(tb testing.TB, client *http.Client, url string, header http.Header) seen {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, nil)
	if err != nil {
		tb.Fatal(err)
	}
	r.Header = header
	begun := time.Now()
	response, err := client.Do(r)
	if err != nil {
		return seen{err: err, took: time.Since(begun)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return seen{response.StatusCode, string(body), response.Header, err, time.Since(begun)}
}

// TestWishes has requests break their own answers, with --read-only and over every protocol.
func TestWishes(t *testing.T) {
	certFile, keyFile := writePair(t)
	plain := program.Start(t, Run, "--read-only")
	secured := program.Start(t, Run, "--read-only", "--tls-cert", certFile, "--tls-key", keyFile)
	config := program.Trust(t, secured.Endpoint, secured.Stdout)
	for name, at := range map[string]program.Endpoint{
		"HTTP/1.1": {URL: plain.URL, Client: program.NewClient(t)},
		"h2c":      {URL: plain.URL, Client: newHTTP2Client(t)},
		"TLS":      {URL: secured.URL, Client: program.NewTLSClient(t, config, false)},
		"HTTP/2":   {URL: secured.URL, Client: program.NewTLSClient(t, config, true)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{
				"/monitor/ray/cluster/node?at=-5m&__code=503", "/tasksList?__code=503", "/health?__code=503&x=1",
				"/nope?__code=503", "/?__code=503", "/docs?__code=503", "/stream/sse?topics=cluster&__code=503",
				"/stream/ws?__code=503", "/api/edgeai/nodes/ws/node_1?__code=503", "/health?%5F%5Fcode=503",
				"/health?__code=503&__code=500", "/health?__fault=status", "/health?__fault=outage",
			} {
				if s := look(t, at.Client, at.URL+path, nil); s.status != 503 || s.header.Get("X-Mock-Fault") == "" {
					t.Errorf("%s: got %d %s (%v), want 503 with the fault's name", path, s.status, s.body, s.err)
				}
			}
			for prefer, status := range map[string]int{
				"code=503": 503, "respond-async, code=404": 404, `Code="409"; x=1`: 409, "respond-async": 200,
				"code=99": 422, "code=": 422,
			} {
				if s := look(t, at.Client, at.URL+"/health", http.Header{"Prefer": {prefer}}); s.status != status {
					t.Errorf("Prefer: %s: got %d %s, want %d", prefer, s.status, s.body, status)
				}
			}
			s := look(t, at.Client, at.URL+"/health?__delay=80ms", nil)
			if s.status != 200 || s.took < 80*time.Millisecond {
				t.Errorf("__delay: got %d after %s, want 200 after 80ms", s.status, s.took)
			}
			if s := look(t, at.Client, at.URL+"/tasksList?__fault=malformed", nil); s.err != nil ||
				!strings.HasSuffix(s.body, ")\n") {
				t.Errorf("malformed: got %s (%v), want another bracket at its end", s.body, s.err)
			}
			for _, kind := range []string{"reset", "truncate"} {
				if s := look(t, at.Client, at.URL+"/tasksList?__fault="+kind, nil); s.err == nil {
					t.Errorf("%s: got %d %s, want an error", kind, s.status, s.body)
				}
			}
		})
	}
}

// TestBadWishes checks that each mistake is refused in words that name the parameter and an example.
func TestBadWishes(t *testing.T) {
	p := program.Start(t, Run)
	for _, tc := range []struct{ path, loc, words string }{
		{"/health?__code=99", "__code", "__code=503"},
		{"/health?__code=600", "__code", "200 to 599"},
		{"/health?__code=", "__code", "__code=503"},
		{"/health?__code=%zz", "__code", "__code=503"},
		{"/health?__delay=800", "__delay", "__delay=800ms"},
		{"/health?__delay=-1s", "__delay", "from 0 to 30s"},
		{"/health?__delay=31s", "__delay", "from 0 to 30s"},
		{"/health?__fault=flakey", "__fault", "flaky, degraded, slow, mobile-3g"},
		{"/health?__fault=", "__fault", "latency, status"},
		{"/health?__fault=drop", "__fault", "/stream/sse?__fault=drop"},
		{"/health?__fault=stale", "__fault", "where a route takes at"},
		{"/stream/sse?__fault=stale", "__fault", "where a route takes at"},
		{"/stream/sse?__code=204", "__code", "400 to 599"},
		{"/api/edgeai/nodes/ws/node_1?__fault=reorder", "__fault", "/stream/ws?__fault=reorder"},
		{"/health?__cod=503", "__cod", "did you mean __code?"},
		{"/health?_code=503", "_code", "did you mean __code?"},
		{"/health?__Code=503", "__Code", "did you mean __code?"},
		{"/stream/sse?__faults=flaky", "__faults", "did you mean __fault?"},
		{"/stream/ws?_delay=1s", "_delay", "did you mean __delay?"},
		{"/api/edgeai/nodes/ws/node_1?__dely=1s", "__dely", "did you mean __delay?"},
		{"/nope?__coed=503", "__coed", "did you mean __code?"},
	} {
		status, body := p.Try(t, tc.path)
		text := string(body)
		if status != 422 || !strings.Contains(text, `"loc":["query","`+tc.loc+`"]`) ||
			!strings.Contains(text, tc.words) {
			t.Errorf("%s: got %d %s, want 422 about %s with %q", tc.path, status, text, tc.loc, tc.words)
		}
	}
	for _, path := range []string{"/health?_=1", "/health?_t=1", "/health?code=503", "/health?_dc=1", "/health?delay=1",
		"/health?__delay=0"} {
		if status, body := p.Try(t, path); status != 200 {
			t.Errorf("%s: got %d %s, want 200: it resembles nothing", path, status, body)
		}
	}
	if status, body := p.Try(t, "/mock/clock?__code=503"); status != 422 || !strings.Contains(string(body), "/mock") {
		t.Errorf("control: got %d %s, want 422 that says that it never breaks", status, body)
	}
}

// TestWishOfAProfile draws the requests of a profile one after the other: some are struck, the same in each run.
func TestWishOfAProfile(t *testing.T) {
	draw := func(seed string) string {
		p := program.Start(t, Run, "--seed", seed)
		var b strings.Builder
		for range 60 {
			s := look(t, p.Client, p.URL+"/health?__fault=bad-data", nil)
			b.WriteString(s.header.Get("X-Mock-Fault") + ".")
		}
		return b.String()
	}
	first := draw("7")
	if struck := strings.Count(first, "bad-data"); struck == 0 || struck == 60 {
		t.Errorf("got %d of 60 struck, want some", struck)
	}
	if again := draw("7"); again != first {
		t.Errorf("the same seed: got %s, want %s", again, first)
	}
	if other := draw("8"); other == first {
		t.Error("another seed: got the same requests, want others")
	}
}

// TestWishOfAStream breaks a connection of its own, and none beside it.
func TestWishOfAStream(t *testing.T) {
	p := program.Start(t, Run, "--tick", "20ms", "--seed", "7")
	healthy := p.OpenBoth(t, "?topics=cluster")
	broken := p.OpenBoth(t, "?topics=cluster&__fault=duplicate")
	for name, f := range broken {
		first := map[string]int{}
		for range 20 {
			m, err := f.Next()
			if err != nil {
				t.Fatalf("%s: %v, want messages", name, err)
			}
			first[m.ID]++
		}
		for id, n := range first {
			if n > 2 {
				t.Errorf("%s: got %s %d times, want 2 at most", name, id, n)
			}
		}
		if len(first) > 13 {
			t.Errorf("%s: got %d different messages of 20, want each twice", name, len(first))
		}
	}
	for name, f := range p.OpenBoth(t, "?topics=cluster&__fault=close") {
		var err error
		for range 20 {
			if _, err = f.Next(); err != nil {
				break
			}
		}
		var closed *websocket.CloseError
		if err == nil || name == "WebSocket" && (!errors.As(err, &closed) || closed.Code != 1011) {
			t.Errorf("%s: got %v, want the end, by 1011", name, err)
		}
	}
	for name, f := range healthy {
		if _, err := program.ReadTicks(f, 10); err != nil {
			t.Errorf("%s beside: %v, want whole ticks", name, err)
		}
	}
}

// TestWishOfAWebSocket refuses a handshake, delays one, and breaks a dashboard's messages.
func TestWishOfAWebSocket(t *testing.T) {
	p := program.Start(t, Run, "--tick", "20ms")
	address := strings.Replace(p.URL, "http", "ws", 1)
	for _, path := range []string{"/stream/ws", "/ws", "/api/edgeai/nodes/ws/node_1", "/api/p2pai/training/ws/7"} {
		_, r, err := websocket.DefaultDialer.DialContext(t.Context(), address+path+"?__code=429", nil)
		if err == nil || r == nil || r.StatusCode != 429 || r.Header.Get("X-Mock-Fault") != "__code" {
			t.Errorf("%s: got %v (%v), want 429", path, r, err)
		}
		begun := time.Now()
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), address+path+"?__delay=80ms", nil)
		if err != nil {
			t.Fatalf("%s: %v, want a connection", path, err)
		}
		conn.Close()
		if took := time.Since(begun); took < 80*time.Millisecond {
			t.Errorf("%s: opened after %s, want 80ms", path, took)
		}
	}
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), address+
		"/api/edgeai/nodes/ws/node_1?__fault=malformed", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, text, err := conn.ReadMessage(); err != nil || !strings.HasSuffix(string(text), ")\n") {
		t.Errorf("a dashboard: got %s (%v), want a broken message", text, err)
	}
}

// TestEndWhileHanging ends the program while answers hang: within a second, over every protocol.
func TestEndWhileHanging(t *testing.T) {
	p := program.Start(t, Run)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error)
	paths := []string{
		"/health?__fault=hang", "/health?__delay=30s", "/tasksList?__fault=hang", "/stream/sse?__fault=hang",
	}
	clients := []*http.Client{program.NewClient(t), newHTTP2Client(t)}
	for _, path := range paths {
		for _, client := range clients {
			go func() {
				r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
				if err == nil {
					var answer *http.Response
					if answer, err = client.Do(r); err == nil {
						_, err = io.Copy(io.Discard, answer.Body)
						answer.Body.Close()
					}
				}
				done <- err
			}()
		}
	}
	// The log of requests has nothing of what hangs; all are there once the streams are counted.
	for p.Subscribers(t) < len(clients) {
		<-time.After(time.Millisecond)
	}
	begun := time.Now()
	if code := p.Stop(); code != 0 || time.Since(begun) > time.Second {
		t.Errorf("ended with %d after %s, want 0 within a second", code, time.Since(begun))
	}
	for range len(paths) * len(clients) {
		<-done
	}
}

// TestOpeningsAreKnown asks every documented route for a status that refuses no stream: those that open one say so.
func TestOpeningsAreKnown(t *testing.T) {
	p := program.Start(t, Run)
	var document struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct{ Content map[string]any }
		}
	}
	p.Read(t, "/openapi.json", &document)
	for route, operations := range document.Paths {
		get, ok := operations["get"]
		if !ok || strings.HasPrefix(route, "/mock") {
			continue
		}
		_, sse := get.Responses["200"].Content["text/event-stream"]
		_, upgrade := get.Responses["101"]
		want := 204
		if sse || upgrade {
			want = 422
		}
		path := strings.NewReplacer("{task_id}", "task_1", "{node_id}", "node_1", "{project_id}", "7").Replace(route)
		if status, body := p.Try(t, path+"?__code=204"); status != want {
			t.Errorf("%s: got %d %s, want %d", path, status, body, want)
		}
	}
}
