package app

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// TestWebSocketsInATab opens the addresses of WebSockets as a browser's tab does: a person gets a page, with the
// status that a script gets.
func TestWebSocketsInATab(t *testing.T) {
	p := program.Start(t, Run)
	navigation := http.Header{"Accept": {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}}
	for _, tc := range []struct {
		path   string
		status int
		kind   string
	}{
		{"/ws", 426, "text/html"},
		{"/stream/ws", 426, "text/html"},
		{"/api/edgeai/nodes/ws/node_1234", 426, "text/html"},
		{"/api/edgeai/training/ws/task_123", 426, "text/html"},
		{"/api/p2pai/training/ws/task_123/", 426, "text/html"},
		{"/ws?topics=foo", 422, "application/json"},
		{"/health", 200, "application/json"},
		{"/nope", 404, "text/html"},
		{"/assets/nope.js", 404, "application/json"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := request(t, p, method, tc.path, navigation)
			if r.StatusCode != tc.status || !strings.HasPrefix(r.Header.Get("Content-Type"), tc.kind) {
				t.Errorf("%s %s: %d %s, want %d %s", method, tc.path, r.StatusCode, r.Header.Get("Content-Type"),
					tc.status, tc.kind)
			}
		}
		if r := request(t, p, http.MethodGet, tc.path, nil); r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s for a script: %s, want JSON", tc.path, r.Header.Get("Content-Type"))
		}
	}
}
