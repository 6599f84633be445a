package rest_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/refuse"
)

// TestFind sends requests to two worlds, of which one is strict, and to none.
func TestFind(t *testing.T) {
	worlds := map[string]*source{"lenient": newSource(t, "demo", 7), "strict": newSource(t, "empty", 8)}
	worlds["strict"].strict = true
	routes := rest.New(rest.Options{Find: func(r *http.Request) (rest.Source, error) {
		name := r.Header.Get("X-World")
		if name == "broken" {
			return nil, errors.New("a secret")
		}
		src, ok := worlds[name]
		if !ok {
			return nil, fmt.Errorf("finding a world: %w", refuse.New(http.StatusNotFound, "Session not found"))
		}
		return src, nil
	}})
	for _, tc := range []struct {
		world, path string
		status      int
		says        string
	}{
		{"lenient", "/health", http.StatusOK, `"seed":7`},
		{"strict", "/health", http.StatusOK, `"seed":8`},
		{"lenient", "/monitor/training/task_123", http.StatusOK, `"task_id":"task_123"`},
		{"strict", "/monitor/training/task_123", http.StatusNotFound, `{"detail":"Task not found"}`},
		{"strict", "/monitor/training/task_123/history", http.StatusNotFound, `{"detail":"Task not found"}`},
		{"strict", "/monitor/ray/cluster/node/node_1/metrics", http.StatusNotFound, `{"detail":"Node not found"}`},
		{"lenient", "/tasks/task_123", http.StatusOK, `"`},
		{"strict", "/tasks/task_123", http.StatusNotFound, `{"detail":"Task not found"}`},
		{"none", "/health", http.StatusNotFound, `{"detail":"Session not found"}`},
		{"none", "/monitor/training/task_123", http.StatusNotFound, `{"detail":"Session not found"}`},
		{"broken", "/health", http.StatusInternalServerError, `{"detail":"Internal Server Error"}`},
		// What is about no world needs none.
		{"none", "/openapi.json", http.StatusOK, `"openapi":`},
		{"none", "/docs", http.StatusOK, "<html"},
		{"none", "/nope", http.StatusNotFound, `{"detail":"Not Found"}`},
	} {
		r := httptest.NewRequest(http.MethodGet, tc.path, nil)
		r.Header.Set("X-World", tc.world)
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, r)
		if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.says) {
			t.Errorf("%s of %s: got %d %.200s, want %d and %s", tc.path, tc.world, w.Code, w.Body, tc.status, tc.says)
		}
	}
}
