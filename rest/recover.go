package rest

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"
)

// recoverPanics logs the panic of a handler as an error, and answers 500. An answer that has begun is broken off, so
// that no client takes it for whole. http.ErrAbortHandler passes.
func recoverPanics(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched, ok := w.(*watchedWriter)
			if !ok {
				watched = &watchedWriter{ResponseWriter: w}
			}
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler {
					panic(cause)
				}
				route := r.Method + " " + chi.RouteContext(r.Context()).RoutePattern()
				log.Error("a handler panicked",
					"panic", fmt.Sprint(cause), "route", route, "path", r.URL.Path, "stack", string(debug.Stack()))
				watched.fail()
			}()
			next.ServeHTTP(watched, r)
		})
	}
}
