package rest_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	"trainmock/rest"
)

// TestAllocations checks that an answer takes little more memory than the texts and the tasks in it, the context of its
// handler, and a copy of its request by the router. Its lists take none, because they are those of an earlier answer.
func TestAllocations(t *testing.T) {
	src := newSource(t, "demo", 7)
	view := src.world.At(src.now)
	routes := rest.New(rest.Options{Find: src.find})
	for _, tc := range []struct {
		path string
		most float64
	}{
		{monitorPaths[0], 7},
		{monitorPaths[1], 5},
		{"/monitor/training/" + view.Tasks()[0].TaskID, 9},
		{monitorPaths[0] + "/" + view.Nodes()[1].ID + "/metrics", 9},
	} {
		request := httptest.NewRequest(http.MethodGet, tc.path, nil)
		w := &silentWriter{header: http.Header{}}
		least := math.Inf(1) // A run that finds a pool empty takes more.
		for range 100 {
			least = min(least, testing.AllocsPerRun(1, func() { routes.ServeHTTP(w, request) }))
		}
		if least > tc.most || w.status != http.StatusOK {
			t.Errorf("%s: %d with %v allocations, want 200 with at most %v", tc.path, w.status, least, tc.most)
		}
	}
}

// silentWriter drops an answer but for its status.
type silentWriter struct {
	header http.Header
	status int
}

func (w *silentWriter) Header() http.Header         { return w.header }
func (w *silentWriter) Write(p []byte) (int, error) { w.WriteHeader(http.StatusOK); return len(p), nil }
func (w *silentWriter) WriteHeader(status int)      { w.status = status }
