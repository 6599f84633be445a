package rest

import (
	"net/http"
	"slices"

	"trainmock/rest/origin"
	"trainmock/stream/refuse"
)

var (
	// readingMethods change nothing on any route.
	readingMethods = []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	// readingRoutes change nothing with any method.
	readingRoutes = []string{"/cluster/validate-nodes"}
)

// guard refuses requests that would change something: every one if readOnly is set, else those of other sites' pages.
func guard(rules *origin.Rules, readOnly bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if slices.Contains(readingMethods, r.Method) {
				next.ServeHTTP(w, r)
				return
			}
			if slices.Contains(readingRoutes, r.Pattern) {
				next.ServeHTTP(w, r)
				return
			}
			if readOnly {
				const message = " is refused: the server was started with --read-only, so nothing can be changed"
				refuse.New(http.StatusForbidden, r.Method+" "+r.Pattern+message).Write(w)
				return
			}
			if err := rules.CheckChange(r); err != nil {
				refuse.Of(err).Write(w)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
