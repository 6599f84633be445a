package rest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"trainmock/rest"
)

// TestReused asks for the nodes of several worlds in turns: an answer that is made in the memory of another one, which
// is longer or shorter, is as the first of its routes.
func TestReused(t *testing.T) {
	worlds := map[string]*source{}
	for _, name := range []string{"demo", "large", "empty"} {
		worlds[name] = newSource(t, name, 7)
	}
	find := func(r *http.Request) (rest.Source, error) { return worlds[r.Header.Get("X-World")], nil }
	ask := func(routes http.Handler, world, path string) string {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("X-World", world)
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, r)
		return w.Body.String()
	}
	nodes := worlds["demo"].world.At(worlds["demo"].now).Nodes()
	used := rest.New(rest.Options{Find: find})
	for _, path := range []string{
		monitorPaths[0], monitorPaths[1], monitorPaths[0] + "/node_1234/metrics",
		monitorPaths[0] + "/" + nodes[0].ID + "/metrics", monitorPaths[0] + "/" + nodes[1].ID + "/metrics",
	} {
		for _, world := range []string{"demo", "large", "empty", "demo"} {
			got, want := ask(used, world, path), ask(rest.New(rest.Options{Find: find}), world, path)
			if got != want {
				t.Errorf("%s of %s: got %.300s, want %.300s", path, world, got, want)
			}
		}
	}
}
