package ctl_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestWatching uses the commands about connections, requests and scenarios.
func TestWatching(t *testing.T) {
	s := start(t)
	for _, tc := range []struct{ args, want string }{
		{"health", "subscribers   0\n"},
		{"subscribers", "nobody is connected\n"},
		{"send alert --topic logs", "sent to 0"},
		{"requests --limit 1", "POST   /mock/events"},
		{"requests --clear", "forgot "},
		{"scenarios", "outage"},
		{"scenario", "scenario   demo\nseed       7\nstart      2026-01-01T00:00:00.000000+00:00\n"},
		{"scenario chaos --seed 8 --start 2026-02-01", "now     2026-02-01T00:00:00.000000+00:00\n"},
		{"scenario", "scenario   chaos\nseed       8\n"},
	} {
		if got := s.ctl(t, strings.Fields(tc.args)...); !strings.Contains(got, tc.want) {
			t.Errorf("ctl %s prints\n%s\nwant %q in it", tc.args, got, tc.want)
		}
	}
	for transport, f := range s.OpenBoth(t, "?topics=logs&snapshot=false") {
		// A WebSocket is listed just after its handshake.
		if m, err := f.Next(); err != nil || m.Type != "hello" {
			t.Fatalf("%s begins with %q (%v), want hello", transport, m.Type, err)
		}
	}
	listed := s.ctl(t, "subscribers")
	if strings.Count(listed, "\n") != 3 || !strings.Contains(listed, "sse") || !strings.Contains(listed, "ws") {
		t.Fatalf("the list is\n%s\nwant a head and two connections", listed)
	}
	sent := s.ctl(t, "send", "alert", "--topic", "logs", "--payload", `{"a": 1}`)
	if !strings.HasPrefix(sent, "sent to 2,") {
		t.Errorf("send prints %q, want sent to 2", sent)
	}
	id, _, _ := strings.Cut(strings.Split(listed, "\n")[1], " ")
	if got := s.ctl(t, "kick", id, "--code", "1012", "--reason", "deploy"); !strings.HasPrefix(got, id+" is closed") {
		t.Errorf("kick prints %q, want that %s is closed", got, id)
	}
}

// TestJSON prints what the server answers.
func TestJSON(t *testing.T) {
	s := start(t)
	got, want := strings.TrimSpace(s.ctl(t, "--json", "clock")), strings.TrimSpace(string(s.Get(t, "/mock/clock")))
	if got != want {
		t.Errorf("--json clock prints %s, want %s", got, want)
	}
	if got := s.ctl(t, "fail-node", "#2", "--json"); !json.Valid([]byte(got)) {
		t.Errorf("fail-node --json prints %s, want JSON", got)
	}
}

// TestHelp holds the texts of --help against golden files.
func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	for _, name := range []string{"", "advance", "slow-node", "fault", "fault add",
		"fault add latency", "fault clear"} {
		code, stdout, stderr := run(t, append(append([]string{"ctl"}, strings.Fields(name)...), "--help")...)
		if code != 0 || stderr != "" {
			t.Errorf("%s --help: exit code %d, logged %q, want 0 and nothing", name, code, stderr)
		}
		compare(t, filepath.Join("testdata", "help"+strings.ReplaceAll(name, " ", "-")+".txt"), stdout)
	}
}
