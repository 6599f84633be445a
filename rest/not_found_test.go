package rest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
)

// navigation is what Chromium accepts when a person opens an address.
const navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

// TestNotFoundPage asks for an address without a route as different clients do: only one that prefers HTML gets it.
func TestNotFoundPage(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, tc := range []struct{ accept, kind string }{
		{navigation, "text/html; charset=utf-8"},
		{"text/html", "text/html; charset=utf-8"},
		{"application/json;q=0.5, TEXT/HTML ; q=0.6", "text/html; charset=utf-8"},
		{"", "application/json"},
		{"*/*", "application/json"},
		{"text/*", "application/json"},
		{"application/json, text/html;q=0.9", "application/json"},
		{"text/html;q=0", "application/json"},
		{"text/html;q=lots", "application/json"},
		{"text/htmlx", "application/json"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := s.do(t, method, "/nope", http.Header{"Accept": {tc.accept}})
			if r.StatusCode != http.StatusNotFound || r.Header.Get("Content-Type") != tc.kind {
				t.Errorf("%s, Accept %q: got %d %s, want 404 %s", method, tc.accept, r.StatusCode,
					r.Header.Get("Content-Type"), tc.kind)
			}
			if !slices.Contains(r.Header.Values("Vary"), "Accept") {
				t.Errorf("%s, Accept %q: got Vary %q, want Accept in it", method, tc.accept, r.Header.Values("Vary"))
			}
			if method == http.MethodHead && len(r.body) > 0 {
				t.Errorf("Accept %q: got %s, want no body", tc.accept, r.body)
			}
		}
	}
}

// TestNotFoundLinks follows the links of the page at any depth: they lead to the live page and to the routes.
func TestNotFoundLinks(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{
		"/nope", "/nope/", "/a/b/c", "/a%2Fb/c", "/monitor/training/a/b", "//", "/docs/nope.js", "/<script>alert(1)",
	} {
		r := s.do(t, http.MethodGet, path, http.Header{"Accept": {navigation}})
		page := string(r.body)
		found := links.FindAllStringSubmatch(page, -1)
		if r.StatusCode != http.StatusNotFound || len(found) != 2 || strings.Contains(page, "<script") {
			t.Fatalf("%s: got %d %s, want 404 and two links", path, r.StatusCode, page)
		}
		for i, want := range []string{"/", "/docs"} {
			to, err := r.Request.URL.Parse(found[i][1])
			if err != nil || to.Path != want || strings.HasPrefix(found[i][1], "/") {
				t.Errorf("%s: got a link to %s (%v, %v), want a relative one to %s", path, found[i][1], to, err, want)
			}
		}
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: got the policy %q, want one against frames", path, policy)
		}
	}
}

// TestRefusalsStayJSON: what the routes themselves refuse is JSON for browsers, too, because scripts read it.
func TestRefusalsStayJSON(t *testing.T) {
	s := newServer(t, rest.Options{Find: newStrict(t).find})
	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/monitor/training/task_123", http.StatusNotFound},
		{http.MethodGet, "/monitor/ray/cluster/node/node_1/metrics", http.StatusNotFound},
		{http.MethodPost, "/health", http.StatusMethodNotAllowed},
		{http.MethodGet, "/train", http.StatusMethodNotAllowed},
		{http.MethodGet, "/monitor/ray/cluster/node?at=x", http.StatusUnprocessableEntity},
	} {
		s.do(t, tc.method, tc.path, http.Header{"Accept": {navigation}}).expect(t, tc.status)
	}
}
