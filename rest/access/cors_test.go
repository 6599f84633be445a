package access_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/rest/access"
)

// corsHeaders returns the headers of an answer by which browsers let pages of other origins do something.
func corsHeaders(h http.Header) string {
	var found []string
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			found = append(found, name)
		}
	}
	return strings.Join(found, " ")
}

// TestNamedOrigins checks that pages of named origins, and of no others, get answers to their preflights, and may read
// what control answers.
func TestNamedOrigins(t *testing.T) {
	rules := newRules(t, access.Options{Token: token, ControlOrigins: []string{"https://App.example:443/"}})
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		header := http.Header{
			"Origin": {"https://app.example"}, "Access-Control-Request-Method": {method},
			"Access-Control-Request-Headers":         {"authorization,content-type"},
			"Access-Control-Request-Private-Network": {"true"},
		}
		// No preflight has a token.
		q := question{method: "OPTIONS", remote: "203.0.113.7:5", host: "mock.example", header: header}
		w, reached := ask(rules, q.request())
		got := w.Header()
		if w.Code != http.StatusNoContent || reached != nil || got.Get("Access-Control-Allow-Methods") != method ||
			got.Get("Access-Control-Allow-Origin") != "https://app.example" ||
			got.Get("Access-Control-Allow-Headers") != "authorization,content-type" {
			t.Errorf("preflight of %s: got %d %v, want 204 and all of it allowed", method, w.Code, got)
		}
		if private := got.Get("Access-Control-Allow-Private-Network"); private != "" {
			t.Errorf("got the private network %q, want no such header", private)
		}
	}
	q := question{header: http.Header{"Origin": {"https://app.example"}}}
	w, reached := ask(rules, q.request())
	checkRefused(t, w, reached, http.StatusUnauthorized, sendToken)
	if w.Header().Get("Access-Control-Allow-Origin") != "https://app.example" {
		t.Errorf("got %v, want a refusal that the page may read", w.Header())
	}
	q.header["Authorization"] = []string{"Bearer " + token}
	if w, reached := ask(rules, q.request()); reached == nil ||
		w.Header().Get("Access-Control-Allow-Origin") != "https://app.example" {
		t.Errorf("got %d %v, want an answer that the page may read", w.Code, w.Header())
	}
	for _, origin := range []string{"https://evil.example", "null", "http://app.example", "http://localhost:6677"} {
		header := http.Header{"Origin": {origin}, "Access-Control-Request-Method": {"PUT"}}
		w, reached := ask(rules, question{method: "OPTIONS", header: header}.request())
		if got := corsHeaders(w.Header()); w.Code < 400 || reached != nil || got != "" {
			t.Errorf("preflight from %s: got %d with %q, want a refusal without such headers", origin, w.Code, got)
		}
	}
	if w, _ := ask(newRules(t, access.Options{}), question{header: http.Header{
		"Origin": {"http://localhost:6677"},
	}}.request()); corsHeaders(w.Header()) != "" {
		t.Errorf("the page itself: got %v, want no headers of CORS", w.Header())
	}
}
