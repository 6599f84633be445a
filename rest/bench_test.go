package rest_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	"trainmock/rest"
)

// BenchmarkAnswer asks a route for its answer, but for the socket.
func BenchmarkAnswer(b *testing.B) {
	routes := rest.New(rest.Options{Find: newSource(b, "demo", 7).find})
	for _, path := range append(monitorPaths, "/hasRunningTask", "/health") {
		b.Run(path[1:], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				routes.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
			}
		})
	}
}

// BenchmarkHistory requests ten minutes in 600 points, without a socket. Target: 20 ms.
func BenchmarkHistory(b *testing.B) {
	src := newSource(b, "demo", 7)
	routes := rest.New(rest.Options{Find: src.find})
	view := src.world.At(src.now)
	for name, path := range map[string]string{
		"task":         "/monitor/training/" + view.Tasks()[0].TaskID,
		"node":         "/monitor/ray/cluster/node/" + view.Nodes()[1].ID + "/metrics",
		"derived task": monitorPaths[2], "derived node": monitorPaths[3],
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			least := math.MaxInt
			for b.Loop() {
				w := httptest.NewRecorder()
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+"/history?from=-599s&step=1s", nil))
				least = min(least, w.Body.Len())
			}
			b.ReportMetric(float64(least), "bytes")
		})
	}
}
