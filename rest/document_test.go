package rest_test

import (
	"bytes"
	"fmt"
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

// TestDocs loads the page and its files: all come from this server, so that it works without a network.
func TestDocs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{"/docs", "/docs/"} {
		r := s.get(t, path)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s: got %d %s, want 200 text/html", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
		found := links.FindAllSubmatch(r.body, -1)
		if len(found) < 4 {
			t.Fatalf("%s: got %d links, want 4 or more", path, len(found))
		}
		for _, link := range found {
			checkAsset(t, s, string(link[1]))
		}
		if !bytes.Contains(r.body, []byte(`"swaggerJsonUrl":"/openapi.json"`)) {
			t.Errorf("%s: got a page without /openapi.json, want one that shows it", path)
		}
	}
}

func checkAsset(t *testing.T, s *server, link string) {
	t.Helper()
	if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") {
		t.Errorf("got a link to %s, want one to this server", link)
		return
	}
	kinds := map[string]string{".css": "text/css", ".js": "javascript", ".png": "image/png"}
	r := s.get(t, link)
	kind := kinds[link[strings.LastIndexByte(link, '.'):]]
	got := r.Header.Get("Content-Type")
	if r.StatusCode != http.StatusOK || len(r.body) == 0 || kind == "" || !strings.Contains(got, kind) {
		t.Errorf("%s: got %d, %d bytes of %s, want 200, some bytes of %q", link, r.StatusCode, len(r.body), got, kind)
	}
	if strings.HasSuffix(link, ".css") {
		for _, inner := range cssLinks.FindAllSubmatch(r.body, -1) {
			if !bytes.HasPrefix(inner[1], []byte("data:")) {
				t.Errorf("%s: got %s, want no links", link, inner[0])
			}
		}
	}
}

func TestRedoc(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{"/redoc", "/redoc/"} {
		r := s.get(t, path)
		if r.StatusCode != http.StatusFound || r.Header.Get("Location") != "/docs" {
			t.Errorf("%s: got %d to %q, want 302 to /docs", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// TestHead compares HEAD with GET: it has the same status and header, and no body.
func TestHead(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range append(monitorPaths, "/health", "/health/", "/docs", "/openapi.json", "/redoc", "/nope",
		monitorPaths[0]+"?at=x", "/monitor/training/a%2Fb") {
		get, head := s.get(t, path), s.do(t, http.MethodHead, path, nil)
		got := fmt.Sprint(head.StatusCode, head.Header.Get("Content-Type"), len(head.body))
		if want := fmt.Sprint(get.StatusCode, get.Header.Get("Content-Type"), 0); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestNoStore asks all kinds of routes: no answer may be cached.
func TestNoStore(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range append(monitorPaths, "/health", "/nope", monitorPaths[0]+"?at=x") {
		if got := s.get(t, path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: got Cache-Control %q, want no-store", path, got)
		}
	}
}
