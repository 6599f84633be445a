package clients

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// followed is what client.js saw of a stream.
type followed struct {
	Problems                    map[string]int
	Losses, Repeated, Backwards int
	Reason                      string
}

// TestClientFaults follows streams that break in each way, over WebSocket and SSE: client.js tells of it and goes on,
// no event comes twice, and none of an earlier tick.
func TestClientFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, fault string
		problems    string // those that are told of, and no others
		losses      int    // of the connection, at least
	}{
		{"malformed", `"nth": 40, "every": true, "malformed": {}`, "malformed missing", 0},
		{"empty", `"nth": 40, "every": true, "empty": {}`, "malformed missing", 0},
		{"truncate", `"nth": 40, "every": true, "truncate": {}`, "malformed missing", 0},
		{"drop", `"nth": 40, "every": true, "drop": {}`, "missing", 0},
		{"duplicate", `"nth": 40, "every": true, "duplicate": {"times": 3}`, "repeated", 0},
		{"reorder", `"nth": 40, "every": true, "reorder": {}`, "reordered", 0},
		{"freeze", `"nth": 40, "count": 1, "freeze": {"for": "4s"}`, "silent", 0},
		{"hang", `"nth": 80, "count": 1, "hang": {}`, "silent", 1},
		{"latency", `"latency": {"delay": "300ms", "jitter": "300ms"}`, "", 0},
		{"close", `"nth": 40, "count": 1, "close": {"code": 1011}`, "", 1},
		{"reset", `"nth": 40, "count": 1, "reset": {}`, "", 1},
		{"refused", `"count": 1, "status": {"code": 503, "retry_after": 1}`, "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
			fault := fmt.Sprintf(`{"name": "f", "on": {"streams": ["ws", "sse"]}, "per": "subscriber", %s}`, tc.fault)
			if tc.name == "refused" {
				fault = strings.Replace(fault, `"per": "subscriber", `, "", 1)
			}
			if status, body := p.Send(t, "POST", "/mock/faults", fault); status != http.StatusCreated && status != 200 {
				t.Fatalf("%s: got %d %s", fault, status, body)
			}
			kinds := strings.Fields(tc.problems)
			var seen map[string]followed
			runInNode(t, "faults.js", map[string]any{
				"url": p.URL, "kinds": kinds, "losses": tc.losses, "leapMs": leapOf(tc.name),
			}, &seen)
			for transport, f := range seen {
				got := slices.Sorted(maps.Keys(f.Problems))
				if !slices.Equal(got, kinds) || f.Losses < tc.losses || tc.losses == 0 && f.Losses > 0 {
					t.Errorf("%s: told of %v and lost %d connections, want %v and %d",
						transport, f.Problems, f.Losses, kinds, tc.losses)
				}
				if f.Repeated > 0 || f.Backwards > 0 {
					t.Errorf("%s: %d events came twice and %d went back, want none", transport, f.Repeated, f.Backwards)
				}
			}
		})
	}
}

// leapOf returns by how many milliseconds the clock leaps once the stream is silent: beyond the client's patience if it
// is silent for good.
func leapOf(name string) int {
	if name == "hang" {
		return 60_000
	}
	return 0
}

// refusedStream is the state of client.js behind a refusal.
type refusedStream struct {
	Status, Reason string
	RetryInMs      int
}

// TestClientRefusals refuses streams in every way: client.js ends with the server's words where asking again is in
// vain, and otherwise waits as long as it is told.
func TestClientRefusals(t *testing.T) {
	const most = 1000 // milliseconds of back-off after the first failure
	tests := []struct {
		status      int
		after, body string
		final       string
		least       int // milliseconds
	}{
		{status: 400}, {status: 408}, {status: 410}, {status: 418}, {status: 500}, {status: 502}, {status: 504},
		{status: 200, body: "data"}, {status: 204},
		{status: 401, body: `{"detail":"a token is needed"}`, final: "a token is needed"},
		{status: 403, body: `{"detail":"not from here"}`, final: "not from here"},
		{status: 404, after: "5", body: "<html>", final: "HTTP 404"},
		{status: 404, body: `null`, final: "HTTP 404"},
		{status: 422, body: `{"detail":[{"msg":"no topic"},{"msg":"no task"}]}`, final: "no topic; no task"},
		{status: 429, after: "7", least: 7000}, {status: 500, after: "2", least: 2000},
		{status: 503, after: "0"}, {status: 503, after: "-5"}, {status: 503, after: "soon"},
		{status: 503, after: time.Now().Add(time.Hour / 2).UTC().Format(http.TimeFormat), least: 1_700_000},
		{status: 503, after: "99999999999", least: 3_600_000},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.Split(r.URL.Path, "/")[1])
		if err != nil {
			t.Error(err)
			return
		}
		if after := tests[n].after; after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(tests[n].status)
		_, _ = w.Write([]byte(tests[n].body))
	}))
	t.Cleanup(server.Close)
	urls := make([]string, len(tests))
	for i := range tests {
		urls[i] = fmt.Sprintf("%s/%d", server.URL, i)
	}
	for _, transport := range []string{"sse", "auto"} {
		var states []refusedStream
		runInNode(t, "refusals.js", map[string]any{
			"urls": urls, "options": map[string]any{"transport": transport},
		}, &states)
		for i, tc := range tests {
			got, want := states[i], refusedStream{Status: "closed", Reason: tc.final}
			if tc.final == "" {
				want = refusedStream{Status: "connecting", RetryInMs: min(max(got.RetryInMs, tc.least), tc.least+most)}
				if tc.least > most {
					// A date has lost its milliseconds.
					want.RetryInMs = max(got.RetryInMs, tc.least)
				}
			}
			if got != want {
				t.Errorf("%s, %d with Retry-After %q: got %+v, want %+v", transport, tc.status, tc.after, got, want)
			}
		}
	}
}
