package rest

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// reroute routes a path with a slash at its end as the path without, and HEAD as GET, because no route has a handler of
// its own for HEAD. chi's StripSlashes would take the %2F of an id, as in /monitor/training/team%2Frun/, for a slash of
// the path; the package of its GetHead brings net/http/pprof and expvar into every start.
func reroute(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := chi.RouteContext(r.Context())
		if path := routePath(r); len(path) > 1 && strings.HasSuffix(path, "/") {
			route.RoutePath = path[:len(path)-1]
		}
		if r.Method == http.MethodHead {
			route.RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// routePath returns the path by which chi routes a request: with escapes where they differ from the usual ones.
func routePath(r *http.Request) string { return cmp.Or(r.URL.RawPath, r.URL.Path) }
