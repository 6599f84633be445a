package app

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// TestRangesAtEveryDoor gives values that no world begins with on the command line, for a session and in a journal:
// each door refuses them with the same words.
func TestRangesAtEveryDoor(t *testing.T) {
	p := program.Start(t, Run, "--speed", "0", "--seed", "7", "--start", "2026-01-01T00:00:00Z")
	saved := string(p.Get(t, "/mock/journal"))
	for _, tc := range []struct {
		field, flags, session string
		// old and bad are a text of the journal and what takes its place.
		old, bad, wrong, example string
	}{
		{"start", "--start 1899-01-01", `"start": "1899-01-01"`, `"start":"2026-`, `"start":"1899-`,
			"the year 1899 is not from 1900 to 9000", "2026-01-01T00:00:00Z"},
		{"seed", "--seed 9007199254740992", `"seed": 9007199254740992`, `"seed":7`, `"seed":9007199254740992`,
			"9007199254740992 is above 9007199254740991, the largest whole number that every JSON reader holds", "7"},
		{"tick", "--tick 1ms", `"tick": "1ms"`, `"tick":"1s"`, `"tick":"1ms"`,
			"1ms is not whole milliseconds from 20ms to 1h0m0s", "500ms"},
		{"speed", "--speed 10001", `"speed": 10001`, `"speed":0`, `"speed":10001`,
			"10001 is not from 0 (which pauses) to 10000", "10"},
		{"speed", "--speed 25 --tick 1h", `"speed": 25, "tick": "1h"`, `"tick":"1s","speed":0`, `"tick":"1h","speed":25`,
			"at 25 a tick of 1h0m0s would move the world by more than a day", "24"},
	} {
		words := tc.wrong + ": use, for example, "
		code, _, stderr := runBriefly(t, strings.Fields(tc.flags)...)
		flag := "--" + tc.field
		if want := flag + ": " + words + flag + " " + tc.example; code != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, logged %q, want %d and %q", tc.flags, code, stderr, exitUsage, want)
		}
		words += tc.example
		status, answer := p.Send(t, http.MethodPost, "/mock/sessions", "{"+tc.session+"}")
		if status != 422 || !strings.Contains(string(answer), `["body","`+tc.field+`"]`) ||
			!strings.Contains(string(answer), words) {
			t.Errorf("%s: got %d %s, want 422 about %s with %q", tc.session, status, answer, tc.field, words)
		}
		bad := strings.Replace(saved, tc.old, tc.bad, 1)
		status, text := post(t, p.URL+"/mock/journal", "application/x-ndjson", bad)
		if status != 422 || !strings.Contains(text, `["body","1","genesis","`+tc.field+`"]`) ||
			!strings.Contains(text, words) {
			t.Errorf("%s: got %d %s, want 422 about %s with %q", bad, status, text, tc.field, words)
		}
	}
}
