package access_test

import (
	"bufio"
	"net"
	"net/http"
	"net/netip"
	"net/textproto"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/access"
)

// mayPlainly applies the rules of a server without named hosts and origins, written down as slowly and plainly as they are
// told. It reports whether a request may reach the handlers.
func mayPlainly(r *http.Request, secret, query string) bool {
	for name, values := range r.Header {
		lower := strings.ToLower(name)
		single := lower == "origin" || lower == "sec-fetch-site" || lower == "authorization"
		if single && len(values) != 1 {
			return false
		}
		if lower == "origin" && values[0] != "http://"+r.Host {
			return false
		}
		if lower == "sec-fetch-site" && values[0] != "same-origin" && values[0] != "none" {
			return false
		}
		if secret == "" && (lower == "forwarded" || lower == "via" || lower == "x-real-ip" ||
			strings.HasPrefix(lower, "x-forwarded-")) {
			return false
		}
	}
	if r.Method == "POST" || r.Method == "PUT" {
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if kind = strings.ToLower(strings.TrimSpace(kind)); kind != "application/json" && kind != "application/yaml" {
			return false
		}
	}
	if secret != "" {
		header := strings.EqualFold(textproto.TrimString(r.Header.Get("Authorization")), "Bearer "+secret)
		return header || r.Method == "GET" && strings.Contains(query, "="+secret)
	}
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	address, bad := netip.ParseAddr(peer)
	if err != nil || bad != nil || !net.IP(address.AsSlice()).IsLoopback() {
		return false
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host).IsLoopback()
}

// newReached returns a router with routes of control, behind the rules, that counts the requests that reach
// them.
func newReached(rules *access.Rules, reached *int) http.Handler {
	count := func(http.ResponseWriter, *http.Request) { *reached++ }
	r := chi.NewRouter()
	r.Use(rules.Handler(unguarded))
	for _, path := range []string{"/mock", "/mock/*", "/s/{name}/mock", "/s/{name}/mock/*"} {
		r.HandleFunc(path, count)
	}
	return r
}

// FuzzNothingReaches sends requests as they come from a socket: none without rights reaches a handler of control.
func FuzzNothingReaches(f *testing.F) {
	const tail = "\r\n\r\n"
	for _, head := range []string{
		"GET /mock/clock HTTP/1.1\r\nHost: localhost:6677",
		"PUT /mock/clock HTTP/1.1\r\nHost: [::1]\r\nContent-Type: application/json\r\nOrigin: http://[::1]",
		"GET /s/a/mock HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: same-origin",
		"GET http://localhost/mock HTTP/1.1\r\nHost: evil.example",
		"GET //mock/../mock HTTP/1.1\r\nHost: localhost.\r\nX-Forwarded-For: 127.0.0.1",
		"GET /mock/x/stream?__token=" + token + " HTTP/1.1\r\nHost: a",
		"POST /mock/x?__token=" + token + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain",
		"DELETE /%6dock/%2e%2e HTTP/1.1\r\nHost: 127.1\r\nAuthorization: Bearer " + token,
		"OPTIONS /mock/ HTTP/1.1\r\nHost: a.localhost\r\nOrigin: null\r\nAccess-Control-Request-Method: PUT",
	} {
		f.Add(head+tail, "127.0.0.1:1")
		f.Add(head+tail, "[::ffff:7f00:1]:1")
		f.Add(head+tail, "[fe80::1%lo]:1")
		f.Add(head+tail, "203.0.113.7:1")
	}
	reached := 0
	open, closed := newRules(f, access.Options{}), newRules(f, access.Options{Token: token})
	handlers := map[string]http.Handler{"": newReached(open, &reached), token: newReached(closed, &reached)}
	f.Fuzz(func(t *testing.T, raw, remote string) {
		for secret, handler := range handlers {
			r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
			if err != nil {
				return
			}
			r.RemoteAddr = remote
			may := mayPlainly(r, secret, r.URL.RawQuery)
			reached = 0
			if handler.ServeHTTP(newRecorder(), r); reached > 0 && !may {
				t.Errorf("%q from %q reached a handler, want a refusal", raw, remote)
			}
		}
	})
}
