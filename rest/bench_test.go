package rest_test

import (
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
