package session_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/requests"
)

// TestPaths asks by paths and headers, good and bad ones.
func TestPaths(t *testing.T) {
	b := newBook(t, 2)
	a, other := create(t, b, "a", 0), create(t, b, "...", 0)
	header := func(values ...string) http.Header { return http.Header{"X-Mock-Session": values} }
	for _, tc := range []struct {
		target string
		header http.Header
		want   *stream.Hub
		status int
		path   string
	}{
		{"/s/a/x?y=1", nil, a.Hub, 200, "/x?y=1"},
		{"/s/a/", nil, a.Hub, 200, "/"},
		{"/s/a//mock/clock", nil, a.Hub, 200, "//mock/clock"},
		{"/s/a/team%2Frun", nil, a.Hub, 200, "/team%2Frun"},
		{"/s/a/s/b/x", nil, a.Hub, 200, "/s/b/x"},
		{"/s/.../x", nil, other.Hub, 200, "/x"},
		{"/x", header("a"), a.Hub, 200, "/x"},
		{"/s/a/x", header("..."), a.Hub, 200, "/x"},
		{"/s/a", nil, nil, 302, ""},
		{"/s/b/mock/sessions", nil, nil, 200, "/mock/sessions"},
		{"/mock/sessions", header("b"), nil, 200, "/mock/sessions"},
		{"/mock/sessions/a", header("b"), nil, 200, "/mock/sessions/a"},
		{"/mock/sessionsx", header("b"), nil, 404, ""},
		{"/mock/sessions", header(".."), nil, 422, ""},
		{"/s/b/x", nil, nil, 404, ""},
		{"/s/b", nil, nil, 404, ""},
		{"/x", header("b"), nil, 404, ""},
		{"/s/../x", nil, nil, 422, ""},
		{"/s/./x", nil, nil, 422, ""},
		{"/s/%2e%2e/x", nil, nil, 422, ""},
		{"/s/a%2fb/x", nil, nil, 422, ""},
		{"/s/%61/x", nil, nil, 422, ""},
		{"/s//x", nil, nil, 422, ""},
		{"/s/" + strings.Repeat("a", 65) + "/x", nil, nil, 422, ""},
		{"/x", header(""), nil, 422, ""},
		{"/x", header("../a"), nil, 422, ""},
		{"/x", header("a", "a"), nil, 422, ""},
	} {
		w, seen, hub := ask(b, tc.target, tc.header)
		if w.Code != tc.status || hub != tc.want {
			t.Errorf("%s %v: got %d %s and hub %p, want %d and %p", tc.target, tc.header, w.Code, w.Body, hub,
				tc.status, tc.want)
		}
		// An address that begins with two slashes would name a host.
		address := tc.path != "//mock/clock"
		if seen != nil && (seen.RequestURI != tc.path || address && seen.URL.RequestURI() != tc.path) {
			t.Errorf("%s: got %s and %s, want %s", tc.target, seen.RequestURI, seen.URL.RequestURI(), tc.path)
		}
		shows := tc.want != nil || tc.status == http.StatusFound
		if seed := w.Header().Get("X-Mock-Seed"); (seed == "1") != shows {
			t.Errorf("%s: got the seed %q", tc.target, seed)
		}
	}
	w, _, _ := ask(b, "/s/a?x=%2F", nil)
	if to := w.Header().Get("Location"); to != "a/?x=%2F" {
		t.Errorf("got a redirect to %q, want a/?x=%%2F", to)
	}
	if w, _, hub := ask(b, "/s", nil); w.Code != 200 || hub == a.Hub || w.Header().Get("X-Mock-Seed") != "" {
		t.Errorf("got %d and hub %p, want the main one", w.Code, hub)
	}
}

// TestProxyRequests asks as clients ask a proxy, with a whole URL: its password is not in the path of the log.
func TestProxyRequests(t *testing.T) {
	b := newBook(t, 1)
	a := create(t, b, "a", 0)
	for path, want := range map[string]string{"/s/a": "/?x=1", "/s/a/": "/?x=1", "/s/a/y": "/y?x=1"} {
		r := httptest.NewRequest(http.MethodPost, "http://u:secret@localhost:6677"+path+"?x=1", nil)
		r.RequestURI = r.URL.String()
		b.Enter(b.Check(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			a.Hub.Requests().Add(r, time.Now(), requests.Outcome{})
		}))).ServeHTTP(httptest.NewRecorder(), r)
		list := a.Hub.Requests().Last(1)
		if got := list[0].Path + "?" + list[0].Query; got != want {
			t.Errorf("%s: the log has %s, want %s", path, got, want)
		}
	}
}
