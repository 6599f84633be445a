package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"trainmock/cmd/trainmock/internal/program"
)

// newRoutes returns the router of the whole program.
func newRoutes(tb testing.TB, args ...string) chi.Routes {
	tb.Helper()
	f, err := parseFlags(args, io.Discard, io.Discard)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := newMock(f, io.Discard, time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	return m.routes().(chi.Routes)
}

// operations returns the methods of each path in the document.
func operations(tb testing.TB, routes chi.Routes) map[string]map[string]json.RawMessage {
	tb.Helper()
	w := httptest.NewRecorder()
	routes.(http.Handler).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || len(document.Paths) == 0 {
		tb.Fatalf("%d paths in the document (%v), want some", len(document.Paths), err)
	}
	return document.Paths
}

// TestDocumentIsComplete holds the document against the router, in both directions.
func TestDocumentIsComplete(t *testing.T) {
	routes := newRoutes(t)
	documented := operations(t, routes)
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		// What the two pages load is theirs.
		if strings.HasPrefix(route, "/docs/") || strings.HasPrefix(route, "/assets/") {
			return nil
		}
		if method == http.MethodHead {
			t.Errorf("%s has a handler of its own for HEAD, which is routed as GET", route)
		}
		if _, ok := documented[route][strings.ToLower(method)]; !ok {
			t.Errorf("the document lacks %s %s, want every route", method, route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`\{[^}]*\}`)
	for path, methods := range documented {
		for method := range methods {
			if !routes.Match(chi.NewRouteContext(), strings.ToUpper(method), parameter.ReplaceAllString(path, "x_1")) {
				t.Errorf("the document has %s %s, want only routes that exist", method, path)
			}
		}
	}
}

// TestEveryRouteAnswers asks each route of the program for what it is.
func TestEveryRouteAnswers(t *testing.T) {
	p := program.Start(t, Run)
	for _, tc := range []struct {
		path   string
		status int
		kind   string
	}{
		{"/", 200, "text/html"},
		{"/client.js", 200, "text/javascript"},
		{"/docs", 200, "text/html"},
		{"/docs/streams", 200, "text/html"},
		{"/redoc", 200, "text/html"}, // behind the redirect
		{"/openapi.json", 200, "application/json"},
		{"/health", 200, "application/json"},
		{"/monitor/ray/cluster/node", 200, "application/json"},
		{"/monitor/ray/cluster/status/", 200, "application/json"},
		{"/monitor/training/task_123", 200, "application/json"},
		{"/monitor/ray/cluster/node/node_1234/metrics", 200, "application/json"},
		{"/stream/ws", 426, "application/json"},
		{"/ws", 426, "application/json"},
		{"/stream/sse?topics=foo", 422, "application/json"},
		{"/events?interval=1ns", 422, "application/json"},
		{"/stream/ws?topics=foo", 422, "application/json"},
		{"/nope", 404, "application/json"},
		{"/assets/nope.js", 404, "application/json"},
		{"/docs/nope.js", 404, "application/json"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := request(t, p, method, tc.path, nil)
			if r.StatusCode != tc.status || !strings.HasPrefix(r.Header.Get("Content-Type"), tc.kind) {
				t.Errorf("%s %s: %d %s, want %d %s", method, tc.path, r.StatusCode,
					r.Header.Get("Content-Type"), tc.status, tc.kind)
			}
		}
	}
}

// TestHeadOfAStream: it says what it would be, and ends.
func TestHeadOfAStream(t *testing.T) {
	p := program.Start(t, Run)
	for _, path := range []string{"/stream/sse", "/events"} {
		r := request(t, p, http.MethodHead, path, nil)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Errorf("%s: %d %s, want 200 text/event-stream", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

// TestWrongMethod: every route says which methods it has.
func TestWrongMethod(t *testing.T) {
	p := program.Start(t, Run)
	for _, path := range []string{"/", "/client.js", "/health", "/docs", "/stream/sse", "/stream/ws", "/events",
		"/ws", "/monitor/training/task_123/"} {
		r := request(t, p, http.MethodPost, path, nil)
		allow := strings.Join(r.Header.Values("Allow"), ", ")
		if r.StatusCode != http.StatusMethodNotAllowed || allow != "GET, HEAD" ||
			r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("POST %s: %d %s, Allow %q, want 405 in JSON, Allow GET, HEAD", path, r.StatusCode,
				r.Header.Get("Content-Type"), allow)
		}
	}
}

// TestFlagsReachTheRoutes holds the routes to the flags.
func TestFlagsReachTheRoutes(t *testing.T) {
	p := program.Start(t, Run, "--strict", "--max-subscribers", "1", "--cors-origin",
		"https://a.example,https://b.example")
	for path, status := range map[string]int{
		"/monitor/training/task_123": 404, "/monitor/ray/cluster/node/node_1/metrics": 404,
		"/stream/sse?task_id=task_123": 404,
	} {
		if r := request(t, p, http.MethodGet, path, nil); r.StatusCode != status {
			t.Errorf("--strict: %s: %d, want %d", path, r.StatusCode, status)
		}
	}
	for origin, allowed := range map[string]string{"https://b.example": "https://b.example", "https://c.example": ""} {
		for _, path := range []string{"/health", "/client.js", "/metrics"} {
			r := request(t, p, http.MethodGet, path, http.Header{"Origin": {origin}})
			got, vary := r.Header.Get("Access-Control-Allow-Origin"), r.Header.Values("Vary")
			if got != allowed || !slices.Contains(vary, "Origin") {
				t.Errorf("--cors-origin: %s: %s: %q with Vary %q, want %q with Origin", path, origin, got, vary, allowed)
			}
		}
	}
	f, err := program.OpenSSE(t.Context(), p.Client, p.URL+"/stream/sse")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Next(); err != nil {
		t.Fatal(err)
	}
	if r := request(t, p, http.MethodGet, "/stream/sse", nil); r.StatusCode != http.StatusServiceUnavailable ||
		r.Header.Get("Retry-After") == "" {
		t.Errorf("--max-subscribers: %d, Retry-After %q, want 503 and some", r.StatusCode,
			r.Header.Get("Retry-After"))
	}
}

// request sends a request and reads the answer to its end; the body must be JSON where it says so.
func request(tb testing.TB, p *program.Program, method, path string, header http.Header) *http.Response {
	tb.Helper()
	question, err := http.NewRequestWithContext(tb.Context(), method, p.URL+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	if header != nil {
		question.Header = header
	}
	r, err := p.Client.Do(question)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if r.Header.Get("Content-Type") == "application/json" && method != http.MethodHead && !json.Valid(body) {
		tb.Errorf("%s %s: got %.300s, want JSON", method, path, body)
	}
	return r
}
