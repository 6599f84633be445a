package rest_test

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"trainmock/rest"
)

var (
	links    = regexp.MustCompile(`(?:src|href)="([^"]*)"`)
	cssLinks = regexp.MustCompile(`url\(['"]?([^'")]*)|@import`)
)

// TestDocs: the page and all that it loads come from this server, so that it works without a network.
func TestDocs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{"/docs", "/docs/"} {
		r := s.get(t, path)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
		found := links.FindAllSubmatch(r.body, -1)
		if len(found) < 4 {
			t.Fatalf("%s: only %d links", path, len(found))
		}
		for _, link := range found {
			checkAsset(t, s, string(link[1]))
		}
		if !bytes.Contains(r.body, []byte(`"swaggerJsonUrl":"/openapi.json"`)) {
			t.Errorf("%s does not show the document", path)
		}
	}
}

func checkAsset(t *testing.T, s *server, link string) {
	t.Helper()
	if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") {
		t.Errorf("%s leads elsewhere", link)
		return
	}
	kinds := map[string]string{".css": "text/css", ".js": "javascript", ".png": "image/png"}
	r := s.get(t, link)
	kind := kinds[link[strings.LastIndexByte(link, '.'):]]
	if r.StatusCode != http.StatusOK || len(r.body) == 0 || kind == "" || !strings.Contains(r.Header.Get("Content-Type"), kind) {
		t.Errorf("%s: %d, %d bytes, %s", link, r.StatusCode, len(r.body), r.Header.Get("Content-Type"))
	}
	if strings.HasSuffix(link, ".css") {
		for _, inner := range cssLinks.FindAllSubmatch(r.body, -1) {
			if !bytes.HasPrefix(inner[1], []byte("data:")) {
				t.Errorf("%s loads %s", link, inner[0])
			}
		}
	}
}

func TestRedoc(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{"/redoc", "/redoc/"} {
		r := s.get(t, path)
		if r.StatusCode != http.StatusFound || r.Header.Get("Location") != "/docs" {
			t.Errorf("%s: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// TestHead: HEAD has the status and header of GET, and no body.
func TestHead(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range append(monitorPaths, "/health", "/health/", "/docs", "/openapi.json", "/redoc", "/nope", monitorPaths[0]+"?at=x", "/monitor/training/a%2Fb") {
		want, got := s.get(t, path), s.do(t, http.MethodHead, path, nil)
		if got.StatusCode != want.StatusCode || len(got.body) > 0 || got.Header.Get("Content-Type") != want.Header.Get("Content-Type") {
			t.Errorf("%s: %d %s, %d bytes; GET has %d %s", path, got.StatusCode, got.Header.Get("Content-Type"), len(got.body),
				want.StatusCode, want.Header.Get("Content-Type"))
		}
	}
}

// TestNoStore: an answer about this moment is not one for later.
func TestNoStore(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range append(monitorPaths, "/health", "/nope", monitorPaths[0]+"?at=x") {
		if got := s.get(t, path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, got)
		}
	}
}
