package rest_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"trainmock/rest"
)

// TestReused asks for the nodes of several worlds and instants in turns, also by several clients at a time: an answer
// that is made in the memory of another one, which is longer or shorter, is as the first of its routes. So is one that
// follows a refusal.
func TestReused(t *testing.T) {
	worlds := map[string]*source{
		"demo": newSource(t, "demo", 7), "other": newSource(t, "demo", 8), "large": newSource(t, "large", 7),
		"empty": newSource(t, "empty", 7),
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
	var clients sync.WaitGroup
	for _, path := range []string{
		monitorPaths[0], monitorPaths[1], monitorPaths[0] + "/node_1234/metrics",
		monitorPaths[0] + "/" + nodes[0].ID + "/metrics", monitorPaths[0] + "/" + nodes[1].ID + "/metrics",
	} {
		for _, world := range []string{"demo", "other", "empty", "demo", "large", "other"} {
			for _, query := range []string{"?at=-7m", "", "?at=x", ""} {
				want := ask(rest.New(rest.Options{Find: find}), world, path+query)
				for range 2 {
					clients.Go(func() {
						if got := ask(used, world, path+query); got != want {
							t.Errorf("%s of %s: got %.300s, want %.300s", path+query, world, got, want)
						}
					})
				}
				if world != "large" { // Its clients go on beside those of the next worlds.
					clients.Wait()
				}
			}
		}
	}
	clients.Wait()
}
