package ctl_test

import (
	"encoding/json"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// TestClock steers the clock with every verb.
func TestClock(t *testing.T) {
	s := start(t)
	for _, tc := range []struct{ args, want string }{
		{"clock", "now     2026-01-01T00:10:00.000000+00:00\ntick    0\nspeed   paused\n"},
		{"advance 30s", "now    2026-01-01T00:10:30.000000+00:00\ntick   30\n"},
		{"advance --ticks 5", "now    2026-01-01T00:10:35.000000+00:00\ntick   35\n"},
		{"fail-node #2 --for 2m", "2026-01-01T00:10:35.000001+00:00   fail_node   for=2m0s node_id=node_"},
		{"advance --until node_state --node #2 --state DEAD --most 10m", "→ DEAD ("},
		{"seek +10m", "tick    0\nspeed   paused\n"},
		{"seek -5m", "tick    0\n"},
		{"seek 2026-01-01T01:00:00Z", "now     2026-01-01T01:00:00.000000+00:00\n"},
		{"run --speed 10", "speed   10\n"},
		{"pause", "speed   paused\n"},
		{"run", "speed   10\n"},
	} {
		if got := s.ctl(t, strings.Fields(tc.args)...); !strings.Contains(got, tc.want) {
			t.Errorf("ctl %s prints\n%s\nwant %q in it", tc.args, got, tc.want)
		}
	}
}

// TestVerbs gives the example of every verb of the table.
func TestVerbs(t *testing.T) {
	s := start(t)
	for _, usage := range model.Verbs {
		key := usage.Zero.Key()
		var values map[string]any
		if err := json.Unmarshal([]byte(usage.Example), &values); err != nil {
			t.Fatal(err)
		}
		args := []string{strings.ReplaceAll(key, "_", "-")}
		for name, value := range values {
			text := strings.Trim(string(encode(t, value)), `"`)
			if name == "node_id" || name == "task_id" || name == "ip" {
				args = append(args, text)
			} else {
				args = append(args, "--"+strings.ReplaceAll(name, "_", "-"), text)
			}
		}
		code, stdout, stderr := run(t, append([]string{"ctl", "--url", s.URL}, append(args, "--at", "+30s")...)...)
		// Some commands contradict those before: the refusal is the server's.
		done := strings.Contains(stdout, ":30.000001+00:00   "+key+"   ") || strings.Contains(stdout, "nothing changes")
		if code > 1 || code == 0 && !done || code == 1 && !strings.HasPrefix(stderr, "trainmock ctl: task ") {
			t.Errorf("%q: exit code %d, printed %q, logged %q", args, code, stdout, stderr)
		}
		s.ctl(t, "reset")
		s.ctl(t, "seek", "2026-01-01T00:10:00Z")
	}
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestLog gives commands, and takes them back.
func TestLog(t *testing.T) {
	s := start(t)
	if got := s.ctl(t, "log"); got != "no commands are in effect\n" {
		t.Errorf("the log is %q, want none", got)
	}
	effects := s.ctl(t, "fail-node", "#2", "--for", "2m")
	if !strings.Contains(effects, "\n  2026-01-01T00:1") || !strings.Contains(effects, " node_state node_") {
		t.Errorf("fail-node prints\n%s\nwant its effects below it", effects)
	}
	s.ctl(t, "start-task", "--name", "mnist", "--rounds", "10", "--clients", "1", "--at", "+30s")
	got := s.ctl(t, "log")
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "start_task") || !strings.Contains(got, "name=mnist") {
		t.Errorf("the log is\n%s\nwant both commands", got)
	}
	s.ctl(t, "undo")
	if got := s.ctl(t, "log"); strings.Contains(got, "start_task") || !strings.Contains(got, "fail_node") {
		t.Errorf("behind undo the log is\n%s\nwant fail_node alone", got)
	}
	s.ctl(t, "reset")
	if got := s.ctl(t, "log"); got != "no commands are in effect\n" {
		t.Errorf("behind reset the log is %q, want none", got)
	}
}
