package rest_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
)

var (
	links    = regexp.MustCompile(`(?:src|href)="([^"]*)"`)
	cssLinks = regexp.MustCompile(`url\(['"]?([^'")]*)|@import`)
)

// TestDocs loads the pages and their files: all come from this server, so that they work without a network, and are
// named by relative addresses, so that they work below any path.
func TestDocs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, page := range []string{"/docs", "/docs/streams"} {
		r := s.get(t, page)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s: got %d %s, want 200 text/html", page, r.StatusCode, r.Header.Get("Content-Type"))
		}
		found := links.FindAllSubmatch(r.body, -1)
		if len(found) < 4 {
			t.Fatalf("%s: got %d links, want 4 or more", page, len(found))
		}
		for _, link := range found {
			checkAsset(t, s, r.Request.URL, string(link[1]))
		}
	}
	if page := s.get(t, "/docs").body; !bytes.Contains(page, []byte(`"swaggerJsonUrl":"../openapi.json"`)) {
		t.Errorf("got a page without ../openapi.json, want one that shows it")
	}
}

// TestGroups checks that the document describes every group that a route is in, and no other.
func TestGroups(t *testing.T) {
	document := newContract(t, newServer(t, rest.Options{}))
	used, described := map[string]bool{}, map[string]bool{}
	for _, item := range document.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, tag := range operation.Tags {
				used[tag] = true
			}
		}
	}
	for _, tag := range document.Tags {
		described[tag.Name] = tag.Description != ""
	}
	if !maps.Equal(described, used) {
		t.Errorf("got descriptions of the groups %v, want them of %v", described, used)
	}
}

// webs lists what another room serves.
var webs = []string{"/", "/assets/icon.svg"}

func checkAsset(t *testing.T, s *server, page *url.URL, link string) {
	t.Helper()
	address, err := page.Parse(link)
	if err != nil || strings.HasPrefix(link, "/") || address.Host != page.Host {
		t.Errorf("got a link to %s (%v), want a relative one to this server", link, err)
		return
	}
	if strings.HasPrefix(link, "#") || slices.Contains(webs, address.Path) {
		return
	}
	kinds := map[string]string{
		".css": "text/css", ".js": "javascript", ".png": "image/png", ".json": "application/json", "": "text/html",
	}
	r := s.get(t, address.Path)
	kind := kinds[path.Ext(address.Path)]
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

// TestRedirects: each is relative, so that it stays below the path at which a proxy serves the program.
func TestRedirects(t *testing.T) {
	s := newServer(t, rest.Options{})
	for path, to := range map[string]string{
		"/redoc": "docs", "/redoc/": "../docs", "/docs/": "../docs", "/docs/streams/": "../streams",
		"/docs/?deep=1&x=%2F": "../docs?deep=1&x=%2F",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := s.do(t, method, path, nil)
			if r.StatusCode != http.StatusFound || r.Header.Get("Location") != to {
				t.Errorf("%s %s: got %d to %q, want 302 to %s", method, path, r.StatusCode,
					r.Header.Get("Location"), to)
			}
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
