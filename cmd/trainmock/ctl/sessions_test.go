package ctl_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSessions makes sessions, steers one alone, and ends them.
func TestSessions(t *testing.T) {
	s := start(t)
	file := filepath.Join(t.TempDir(), "mine.yaml")
	code, text, _ := run(t, "scenarios", "steady")
	if err := os.WriteFile(file, []byte(text), 0o600); code != 0 || err != nil {
		t.Fatal(code, err)
	}
	for _, tc := range []struct{ args, want string }{
		{"session list", "there are no sessions\n"},
		{"session create a --scenario chaos --seed 9 --speed 0 --start 2026-01-01", "/s/a/stream/ws\nseed    9\n"},
		{"session create --scenario " + file + " --seed 70 --tick 500ms --idle 1h --strict", "name    session-1\n"},
		{"--session a advance 30s", "now    2026-01-01T00:00:30.000000+00:00\ntick   30\n"},
		{"--session a health", "scenario      chaos\n"},
		{"--session a health", "seed          9\n"},
		{"clock", "now     2026-01-01T00:10:00.000000+00:00\ntick    0\n"},
		{"session list", "session-1   mine "},
		{"--session session-1 session list", "\na           chaos      9      2026-01-01T00:00:30"},
		{"session delete a", "a is gone (chaos, seed 9, 0 subscribers)\n"},
		{"--session nope session delete session-1", "session-1 is gone (mine, seed 70, 0 subscribers)\n"},
		{"session list", "there are no sessions\n"},
	} {
		if got := s.ctl(t, strings.Fields(tc.args)...); !strings.Contains(got, tc.want) {
			t.Errorf("ctl %s prints\n%s\nwant %q in it", tc.args, got, tc.want)
		}
	}
}

// TestSessionsBehindAProxy makes a session through a proxy with TLS and a path of its own: the printed addresses lead
// through it.
func TestSessionsBehindAProxy(t *testing.T) {
	t.Setenv("TRAINMOCK_TOKEN", "secret")
	s := start(t)
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(http.StripPrefix("/mocks", httputil.NewSingleHostReverseProxy(to)))
	defer proxy.Close()
	for _, args := range []string{"session create a", "session list"} {
		flags := []string{"ctl", "--insecure", "--url", proxy.URL + "/mocks"}
		code, stdout, stderr := run(t, append(flags, strings.Fields(args)...)...)
		if code != 0 || !strings.Contains(stdout, proxy.URL+"/mocks/s/a\n") {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %s/mocks/s/a", args, code, stdout, stderr,
				proxy.URL)
		}
		socket := "wss" + strings.TrimPrefix(proxy.URL, "https") + "/mocks/s/a/stream/ws\n"
		if args != "session list" && !strings.Contains(stdout, socket) {
			t.Errorf("%s: printed %q, want %s", args, stdout, socket)
		}
	}
}

// TestSessionsRefused names what is wrong.
func TestSessionsRefused(t *testing.T) {
	s := start(t, "--max-sessions", "1")
	s.ctl(t, "session", "create", "a")
	for _, tc := range []struct {
		args string
		code int
		want string
	}{
		{"session create a", 1, "There is a session \"a\" already"},
		{"session create b", 1, "--max-sessions"},
		{"session create ..", 2, "is not the name of a session"},
		{"session create ''", 2, "is not the name of a session"},
		{"session create a/b", 2, "is not the name of a session"},
		{"session delete ''", 2, "is not the name of a session"},
		{"session delete ..", 2, "is not the name of a session"},
		{"fault clear ''", 2, "\"\" is not a name"},
		{"fault clear a ''", 2, "\"\" is not a name"},
		{"kick ''", 2, "\"\" is not a name"},
		{"scenario ''", 1, "there is no scenario \"\""},
		{"--session '' reset", 2, "--session: \"\" is not the name of a session"},
		{"--session= reset", 2, "--session: \"\" is not the name of a session"},
		{"--session .. reset", 2, "--session: \"..\" is not the name of a session"},
		{"session create b --idle 1ms", 1, "from 1s to 24h"},
		{"session create b --scenario nope.yaml", 2, "nope.yaml"},
		{"session delete b", 1, "ctl session create b"},
		{"session", 2, "create"},
		{"session delete", 2, "<name>"},
	} {
		args := strings.Fields(tc.args)
		for i := range args {
			args[i] = strings.Trim(args[i], "'")
		}
		code, stdout, stderr := run(t, append([]string{"ctl", "--url", s.URL}, args...)...)
		if code != tc.code || stdout != "" || !strings.Contains(stderr, tc.want) {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %d and %q", tc.args, code,
				stdout, stderr, tc.code, tc.want)
		}
	}
}
