package app

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// changes are the requests that change something, as a page or curl sends them.
var changes = []struct{ method, path, body string }{
	{http.MethodPost, "/train", `{"parameters": {"num_rounds": 3}}`},
	{http.MethodPost, "/train/", `{}`},
	{http.MethodDelete, "/tasks/task_123", ""},
	{http.MethodPost, "/cluster/add-nodes", `{"nodes": ["192.168.77.77"]}`},
	{http.MethodPost, "/cluster/remove-nodes", `{"nodes": ["192.168.77.77"]}`},
	{http.MethodPost, "/cluster/create", ""},
	{http.MethodPost, "/cluster/stop", ""},
}

// exchange sends a request and returns the answer with its whole body.
func exchange(
	tb testing.TB, p *program.Program, method, path, body string, header http.Header,
) (*http.Response, string) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), method, p.URL+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header = header.Clone()
	r.Host = header.Get("Host")
	answer, err := p.Client.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer, string(text)
}

// picture returns the nodes and tasks without what moves by itself.
func picture(tb testing.TB, p *program.Program) string {
	tb.Helper()
	nodes := program.Decode(tb, p.Get(tb, "/cluster/available-nodes"))
	return fmt.Sprint(nodes["nodes"], " ", strings.Count(string(p.Get(tb, "/tasksList")), "task_"))
}

// TestStrangersChangeNothing tries to change something from pages of other sites.
func TestStrangersChangeNothing(t *testing.T) {
	p := program.Start(t, Run, "--scenario", "steady", "--seed", "7")
	before := picture(t, p)
	evil := "https://evil.test"
	for _, header := range []http.Header{
		{"Origin": {evil}},
		{"Origin": {evil}, "Content-Type": {"text/plain"}, "Sec-Fetch-Site": {"cross-site"}},
		{"Origin": {evil}, "Content-Type": {"application/x-www-form-urlencoded"}},
		{"Origin": {evil}, "Sec-Fetch-Site": {"same-origin"}},
		{"Origin": {"null"}},
		{"Origin": {"http://localhost.evil.test"}},
		{"Origin": {"http://localhost@evil.test"}},
		{"Origin": {"nonsense"}},
		{"Origin": {evil, "http://localhost"}},
		{"Origin": {evil}, "Host": {"evil.test"}},
		{"Origin": {"http://evil.test:6677"}, "Host": {"evil.test:6677"}},
		{"Origin": {evil}, "X-Forwarded-Host": {"evil.test"}, "X-Forwarded-For": {"127.0.0.1"}},
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}},
	} {
		for _, tc := range changes {
			r, body := exchange(t, p, tc.method, tc.path, tc.body, header)
			if r.StatusCode != http.StatusForbidden || !strings.Contains(body, "--cors-origin") {
				t.Errorf("%s %s with %v: %d %s, want 403 with --cors-origin",
					tc.method, tc.path, header, r.StatusCode, body)
			}
			if header.Get("Origin") == evil && !strings.Contains(body, evil) {
				t.Errorf("%s %s: %s, want %s in it", tc.method, tc.path, body, evil)
			}
		}
	}
	checkDetours(t, p, evil)
	if after := picture(t, p); after != before {
		t.Errorf("the cluster is\n%s\nwant it as it was\n%s", after, before)
	}
}

// checkDetours fails the test if a method that only reads changes something by a header or a parameter.
func checkDetours(t *testing.T, p *program.Program, from string) {
	t.Helper()
	for _, tc := range []struct{ method, path string }{
		{http.MethodGet, "/cluster/stop"},
		{http.MethodHead, "/cluster/stop"},
		{http.MethodOptions, "/cluster/stop"},
		{http.MethodGet, "/cluster/stop?_method=POST"},
		{http.MethodPost, "/tasks/task_123?_method=DELETE"},
		{http.MethodPut, "/train"},
		{http.MethodPatch, "/train"},
		{"post", "/cluster/stop"},
	} {
		r, body := exchange(t, p, tc.method, tc.path, "{}", http.Header{
			"Origin": {from}, "X-Http-Method-Override": {"POST"}, "X-Method-Override": {"POST"},
			"X-Http-Method": {"POST"},
		})
		if r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d %s, want 405", tc.method, tc.path, r.StatusCode, body)
		}
	}
}

// TestFriendsMayChange checks that curl, pages of this machine and named origins go on as before; reading is open to
// all.
func TestFriendsMayChange(t *testing.T) {
	p := program.Start(t, Run, "--cors-origin", "https://app.example")
	for _, header := range []http.Header{
		{},
		{"Content-Type": {"application/x-www-form-urlencoded"}},
		{"Origin": {p.URL}, "Sec-Fetch-Site": {"same-origin"}},
		{"Origin": {"http://localhost:5173"}, "Sec-Fetch-Site": {"cross-site"}},
		{"Origin": {"https://app.example"}, "Sec-Fetch-Site": {"cross-site"}},
	} {
		r, body := exchange(t, p, http.MethodPost, "/train", `{"parameters": {}}`, header)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%v: %d %s, want 200", header, r.StatusCode, body)
		}
	}
	open := program.Start(t, Run, "--cors-origin", "*")
	for _, origin := range []string{"https://evil.test", "null"} {
		header := http.Header{"Origin": {origin}, "Sec-Fetch-Site": {"cross-site"}}
		r, body := exchange(t, open, http.MethodPost, "/train", "{}", header)
		allowed, credentials := r.Header["Access-Control-Allow-Origin"], r.Header["Access-Control-Allow-Credentials"]
		if r.StatusCode != http.StatusOK || !slices.Equal(allowed, []string{"*"}) || credentials != nil {
			t.Errorf("--cors-origin '*': %s: %d %s, allowed %q, credentials %q, want 200, * and none",
				origin, r.StatusCode, body, allowed, credentials)
		}
	}
	closed := program.Start(t, Run)
	stranger := http.Header{"Origin": {"https://evil.test"}}
	for _, path := range []string{"/health", "/tasksList", "/"} {
		if r, _ := exchange(t, closed, http.MethodGet, path, "", stranger); r.StatusCode != http.StatusOK {
			t.Errorf("GET %s from a stranger: %d, want 200", path, r.StatusCode)
		}
	}
	const nodes = `{"nodes": ["192.168.3.17"]}`
	r, body := exchange(t, closed, http.MethodPost, "/cluster/validate-nodes", nodes, stranger)
	if r.StatusCode != http.StatusOK {
		t.Errorf("validate-nodes, which changes nothing, from a stranger: %d %s, want 200", r.StatusCode, body)
	}
}

// TestReadOnly refuses every change, of whomever, and answers the rest.
func TestReadOnly(t *testing.T) {
	p := program.Start(t, Run, "--read-only", "--cors-origin", "*")
	for _, tc := range changes {
		for _, header := range []http.Header{{}, {"Origin": {p.URL}}, {"X-Http-Method-Override": {"GET"}}} {
			r, body := exchange(t, p, tc.method, tc.path, tc.body, header)
			if r.StatusCode != http.StatusForbidden || !strings.Contains(body, "--read-only") {
				t.Errorf("%s %s: %d %s, want 403 with --read-only", tc.method, tc.path, r.StatusCode, body)
			}
		}
	}
	status, body := p.Send(t, http.MethodPost, "/cluster/validate-nodes", `{"nodes": ["192.168.3.17"]}`)
	if status != http.StatusOK {
		t.Errorf("validate-nodes, which changes nothing: %d %s, want 200", status, body)
	}
	if status, _ := p.Send(t, http.MethodPost, "/health", "{}"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST /health: %d, want 405", status)
	}
	p.Get(t, "/tasksList")
}

// TestRefusedWebSocket names the origin and the flag, on every WebSocket route in the words of a refused change.
func TestRefusedWebSocket(t *testing.T) {
	p := program.Start(t, Run, "--cors-origin", "http://localhost:5173/")
	for _, path := range []string{
		"/stream/ws", "/ws", "/api/edgeai/nodes/ws/node_1", "/api/edgeai/training/ws/1", "/api/p2pai/training/ws/1",
	} {
		for origin, remedy := range map[string]string{
			"https://evil.test": "https://evil.test to allow it", "http://localhost:5174": "http://localhost:5174 to allow it",
			"null": "'*' to allow every page", "\u202etset.live": "'*' to allow every page",
			"http://*.live.test": "'*' to allow every page",
		} {
			r, body := exchange(t, p, http.MethodGet, path, "", http.Header{
				"Origin": {origin}, "Connection": {"Upgrade"}, "Upgrade": {"websocket"},
				"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
			})
			shown := strings.ReplaceAll(origin, "\u202e", `\\u202e`)
			if r.StatusCode != http.StatusForbidden || !strings.Contains(body, shown) ||
				!strings.Contains(body, " may not open WebSockets here; start trainmock with --cors-origin "+remedy) {
				t.Errorf("%s: %d %s, want 403 with %s and %s", path, r.StatusCode, body, origin, remedy)
			}
		}
	}
}

// TestBadOriginsAtTheStart tries values of --cors-origin by flag and by environment.
func TestBadOriginsAtTheStart(t *testing.T) {
	for _, value := range []string{
		"", " ", ",", "null", "localhost:5173", "http://localhost:5173/app", "http://local host", "http://*",
		"http://good.example,localhost:5173",
	} {
		code, stdout, stderr := runBriefly(t, "--host", "127.0.0.1", "--port", "0", "--cors-origin="+value)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, "for example, http://localhost:5173;") {
			t.Errorf("%q: exit code %d, printed %q, logged %q, want %d and an example",
				value, code, stdout, stderr, exitUsage)
		}
		checkLine(t, stderr, "--cors-origin")
		if value == "" {
			continue // an empty variable is none: see TestEmptyVariables
		}
		t.Setenv("TRAINMOCK_CORS_ORIGIN", value)
		code, _, stderr = runBriefly(t, "--host", "127.0.0.1", "--port", "0")
		if code != exitUsage {
			t.Errorf("%q in the environment: exit code %d, want %d", value, code, exitUsage)
		}
		checkLine(t, stderr, "--cors-origin")
		os.Unsetenv("TRAINMOCK_CORS_ORIGIN")
	}
}
