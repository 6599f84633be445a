package access_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/rest/access"
)

// token is the one that the rules of these tests have, if any.
const token = "s3cret-Token_0"

func newRules(tb testing.TB, o access.Options) *access.Rules {
	tb.Helper()
	rules, err := access.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// question is a request to control. What is empty is as curl on this machine sends it.
type question struct {
	method, target, remote, host string
	header                       http.Header
	body                         string
	secure                       bool
}

func (q question) request() *http.Request {
	orElse := func(text, other string) string {
		if text == "" {
			return other
		}
		return text
	}
	r := httptest.NewRequest(orElse(q.method, "GET"), orElse(q.target, "/mock/clock"), strings.NewReader(q.body))
	if q.body == "" {
		r.Body = http.NoBody
	}
	r.RemoteAddr, r.Host = orElse(q.remote, "127.0.0.1:50000"), orElse(q.host, "localhost:6677")
	if q.host == "none" {
		r.Host = ""
	}
	for name, values := range q.header {
		r.Header[name] = values
	}
	if q.secure {
		r.TLS = &tls.ConnectionState{}
	}
	return r
}

// unguarded passes the requests on that are none for control.
func unguarded(next http.Handler) http.Handler { return next }

// ask sends a request through the rules. It returns the answer, and the request as the handler got it, if it did.
func ask(rules *access.Rules, r *http.Request) (*httptest.ResponseRecorder, *http.Request) {
	var reached *http.Request
	w := httptest.NewRecorder()
	next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reached = r })
	rules.Handler(unguarded)(next).ServeHTTP(w, r)
	return w, reached
}

// checkRefused fails the test unless the answer is a refusal in the service's shape that has some words.
func checkRefused(tb testing.TB, w *httptest.ResponseRecorder, reached *http.Request, status int, words string) {
	tb.Helper()
	var body struct{ Detail any }
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Detail == nil {
		tb.Errorf("got %s (%v), want JSON with a detail", w.Body, err)
	}
	text, _ := json.Marshal(body.Detail)
	shown := strings.ReplaceAll(string(text), `\"`, `"`)
	if w.Code != status || reached != nil || !strings.Contains(shown, words) {
		tb.Errorf("got %d %s, reached the handler: %t; want %d with %q", w.Code, w.Body, reached != nil, status, words)
	}
	if strings.Contains(w.Body.String(), token) {
		tb.Errorf("got %s, want no token in it", w.Body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/json" {
		tb.Errorf("got content type %q, want application/json", kind)
	}
}

// passes are requests that may use control, by the rule that lets them.
var passes = []struct {
	name    string
	options access.Options
	question
}{
	{"curl", access.Options{}, question{}},
	{"IPv6", access.Options{}, question{remote: "[::1]:50000", host: "[::1]:6677"}},
	{"an IPv4-mapped peer", access.Options{}, question{remote: "[::ffff:127.0.0.1]:50000"}},
	{"another loopback address", access.Options{}, question{remote: "127.9.9.9:1", host: "127.1.2.3"}},
	{"upper case", access.Options{}, question{host: "LOCALHOST"}},
	{"a subdomain of localhost", access.Options{}, question{host: "app.localhost:6677"}},
	{"a mapped loopback address as the host", access.Options{}, question{host: "[::ffff:127.0.0.1]:6677"}},
	{"a named host", access.Options{AllowHosts: []string{"Mock.Example"}}, question{host: "mock.example:6677"}},
	{"a named address", access.Options{AllowHosts: []string{"fd00:0::5"}}, question{host: "[fd00::5]:6677"}},
	{"the page itself", access.Options{}, question{header: http.Header{
		"Origin": {"http://localhost:6677"}, "Sec-Fetch-Site": {"same-origin"},
	}}},
	{"the page itself over TLS", access.Options{}, question{secure: true, header: http.Header{
		"Origin": {"https://localhost:6677"},
	}}},
	{"an address that was typed", access.Options{}, question{header: http.Header{"Sec-Fetch-Site": {"none"}}}},
	{"a named origin", access.Options{ControlOrigins: []string{"http://localhost:5173"}}, question{header: http.Header{
		"Origin": {"http://localhost:5173"}, "Sec-Fetch-Site": {"same-site"},
	}}},
	{"the token from elsewhere", access.Options{Token: token}, question{
		remote: "203.0.113.7:5", host: "mock.example", header: http.Header{"Authorization": {"Bearer " + token}},
	}},
	{"the token by a proxy", access.Options{Token: token}, question{header: http.Header{
		"Authorization": {"bearer  " + token}, "X-Forwarded-For": {"203.0.113.7"},
	}}},
	{"the token of a stream", access.Options{Token: token}, question{target: "/mock/requests/stream?__token=" + token}},
	{"the token of a WebSocket", access.Options{Token: token}, question{
		target: "/s/a/mock/x?__token=" + token, header: http.Header{"Upgrade": {"websocket"}},
	}},
	{"a token that nobody asked for", access.Options{}, question{header: http.Header{"Authorization": {"Bearer x"}}}},
	{"a change", access.Options{}, question{
		method: "PUT", header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: `{"speed":0}`,
	}},
	{"DELETE", access.Options{}, question{method: "DELETE"}},
	{"reading a read-only server", access.Options{ReadOnly: true}, question{method: "HEAD"}},
}

func TestPasses(t *testing.T) {
	for _, tc := range passes {
		t.Run(tc.name, func(t *testing.T) {
			if w, reached := ask(newRules(t, tc.options), tc.request()); reached == nil {
				t.Errorf("got %d %s, want it to reach the handler", w.Code, w.Body)
			}
		})
	}
}

// TestDefaults checks that rules without options are those for this machine.
func TestDefaults(t *testing.T) {
	if w, reached := ask(&access.Rules{}, question{}.request()); reached == nil {
		t.Errorf("this machine: got %d %s, want it to reach the handler", w.Code, w.Body)
	}
	for _, q := range []question{
		{remote: "203.0.113.7:5"}, {host: "evil.example"}, {header: http.Header{"Origin": {"https://evil.example"}}},
	} {
		w, reached := ask(&access.Rules{}, q.request())
		checkRefused(t, w, reached, http.StatusForbidden, "/mock")
	}
}

// TestBadOptions checks that each value that cannot be used is an error with its flag and an example.
func TestBadOptions(t *testing.T) {
	for _, tc := range []struct {
		options access.Options
		want    []string
	}{
		{access.Options{Token: "two words"}, []string{"--token", "openssl rand -hex 16"}},
		{access.Options{Token: "tökén"}, []string{"--token"}},
		{access.Options{Token: "a\n"}, []string{"--token"}},
		{access.Options{AllowHosts: []string{""}}, []string{"--allow-host", "mock.example"}},
		{access.Options{AllowHosts: []string{"*"}}, []string{"--allow-host"}},
		{access.Options{AllowHosts: []string{"*.example.com"}}, []string{"--allow-host"}},
		{access.Options{AllowHosts: []string{"dev.example:6677"}}, []string{"for example, dev.example"}},
		{access.Options{AllowHosts: []string{"[::1]:80"}}, []string{"--allow-host", "for example, [::1]"}},
		{access.Options{AllowHosts: []string{"http://dev.example/x"}}, []string{"for example, dev.example"}},
		{access.Options{AllowHosts: []string{"dev.example."}}, []string{"--allow-host", "for example, dev.example"}},
		{access.Options{ControlOrigins: []string{"*"}}, []string{"--control-origin", "http://localhost:5173"}},
		{access.Options{ControlOrigins: []string{"https://*.example.com"}}, []string{"--control-origin"}},
		{access.Options{ControlOrigins: []string{"http://localhost:*"}}, []string{"--control-origin"}},
		{access.Options{ControlOrigins: []string{"null"}}, []string{"--control-origin"}},
		{access.Options{ControlOrigins: []string{""}}, []string{"--control-origin", "http://localhost:5173"}},
		{access.Options{ControlOrigins: []string{"a.test"}}, []string{"--control-origin", "http://a.test"}},
		{access.Options{ControlOrigins: []string{"https://a.test", "b"}}, []string{"--control-origin", "http://b"}},
	} {
		_, err := access.New(tc.options)
		if err == nil {
			t.Errorf("%+v: got no error, want one", tc.options)
			continue
		}
		for _, want := range tc.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: got %q, want %q in it", tc.options, err, want)
			}
		}
		if strings.Contains(err.Error(), "'*' means") ||
			tc.options.Token != "" && strings.Contains(err.Error(), tc.options.Token) {
			t.Errorf("%+v: got %q, want no '*' and no token in it", tc.options, err)
		}
	}
}
