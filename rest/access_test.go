package rest_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/rest/access"
)

// newAccess returns rules for control.
func newAccess(tb testing.TB, o access.Options) *access.Rules {
	tb.Helper()
	rules, err := access.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// corsHeaders returns the names of an answer's headers that are for pages of other origins.
func corsHeaders(r response) (names []string) {
	for name := range r.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			names = append(names, name)
		}
	}
	return names
}

// TestControlIsGuarded asks for paths of control, of which none has a route here: only clients with rights learn that.
func TestControlIsGuarded(t *testing.T) {
	s := newServer(t, rest.Options{Origins: newRules(t, "*")})
	foreign := http.Header{"Origin": {"https://evil.example"}, "Access-Control-Request-Method": {http.MethodPut}}
	for _, path := range []string{"/mock", "/mock/", "/mock/anything", "//mock/x", "/%6dock", "/s/a/mock/clock"} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
			r := s.do(t, method, path, foreign).expect(t, http.StatusForbidden)
			if names := corsHeaders(r); names != nil {
				t.Errorf("%s %s: got %q, want no headers of CORS", method, path, names)
			}
			if method != "HEAD" && !strings.Contains(r.detail(t), "--control-origin https://evil.example") {
				t.Errorf("%s %s: got %s, want the flag in it", method, path, r.body)
			}
		}
		if r := s.get(t, path).expect(t, http.StatusNotFound); len(corsHeaders(r)) > 0 {
			t.Errorf("%s: got %v, want no headers of CORS", path, r.Header)
		}
		s.send(t, http.MethodPost, path, "{}").expect(t, http.StatusNotFound)
		s.send(t, http.MethodPost, path, strings.Repeat("x", 1<<16+1)).expect(t, http.StatusRequestEntityTooLarge)
	}
}

// TestReadersOfControl checks that --cors-origin lets no page read what control answers: the server's own page needs no
// header for it, and that of a named origin gets one of its own.
func TestReadersOfControl(t *testing.T) {
	const app = "https://app.example"
	rules := newAccess(t, access.Options{ControlOrigins: []string{app}})
	for _, origins := range [][]string{{"*"}, nil, {app}, {"https://other.example"}} {
		s := newServer(t, rest.Options{Origins: newRules(t, origins...), Access: rules})
		own := s.do(t, http.MethodGet, "/mock/x", http.Header{"Origin": {s.URL}}).expect(t, http.StatusNotFound)
		if names := corsHeaders(own); names != nil {
			t.Errorf("%q: the page itself got %q, want no headers of CORS", origins, names)
		}
		r := s.do(t, http.MethodGet, "/mock/x", http.Header{"Origin": {app}}).expect(t, http.StatusNotFound)
		if got := r.Header.Values("Access-Control-Allow-Origin"); len(got) != 1 || got[0] != app {
			t.Errorf("%q: the named page got the allowed origins %q, want %s", origins, got, app)
		}
	}
}

// TestReadingIsOpen checks that the routes outside control answer foreign pages with any query, and as before where
// control has a token.
func TestReadingIsOpen(t *testing.T) {
	s := newServer(t, rest.Options{Access: newAccess(t, access.Options{Token: "secret"})})
	header := http.Header{"Origin": {"https://evil.example"}, "X-Forwarded-For": {"203.0.113.7"}}
	for _, path := range append([]string{
		"/health", "/openapi.json", "/docs", "/monitor/training/mock", "/monitor/training/..%2f..%2fmock",
		"/monitor/training/x?__token=wrong&at=-5m",
	}, monitorPaths...) {
		r := s.do(t, http.MethodGet, path, header)
		if r.StatusCode != http.StatusOK || r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: got %d %v, want 200 for every origin", path, r.StatusCode, r.Header)
		}
	}
	s.get(t, "/mock/x").expect(t, http.StatusUnauthorized)
}

// TestTokenIsNotLogged lets a handler panic whose address had a token.
func TestTokenIsNotLogged(t *testing.T) {
	var logged bytes.Buffer
	s := newServer(t, rest.Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	s.Config.Handler.(interface {
		Get(pattern string, handler http.HandlerFunc)
	}).Get("/panic", func(_ http.ResponseWriter, r *http.Request) { panic(r.RequestURI + r.URL.String()) })
	s.get(t, "/panic?__token=s3cret&x=1").expect(t, http.StatusInternalServerError)
	if text := logged.String(); !strings.Contains(text, "/panic?x=1") || strings.Contains(text, "s3cret") {
		t.Errorf("logged %s, want the address without the token", text)
	}
}
