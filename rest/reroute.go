package rest

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// reroute routes a path with a slash at its end as the path without, and HEAD as GET. chi's StripSlashes would take the
// %2F of an id, as in /monitor/training/team%2Frun/, for a slash of the path.
func reroute(next http.Handler) http.Handler {
	head := middleware.GetHead(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := routePath(r); len(path) > 1 && strings.HasSuffix(path, "/") {
			chi.RouteContext(r.Context()).RoutePath = path[:len(path)-1]
		}
		if r.Method == http.MethodHead {
			head.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// routePath returns the path by which chi routes a request: with escapes where they differ from the usual ones.
func routePath(r *http.Request) string { return cmp.Or(r.URL.RawPath, r.URL.Path) }
