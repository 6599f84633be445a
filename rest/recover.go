package rest

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"
)

// recover logs the panic of a handler as an error, and answers 500. An answer that has begun is broken off, so that no
// client takes it for whole. http.ErrAbortHandler passes. It has to be deferred itself.
func (w *watchedWriter) recover(log *slog.Logger) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	route := w.request.Method + " " + chi.RouteContext(w.request.Context()).RoutePattern()
	log.Error("a handler panicked",
		"panic", fmt.Sprint(cause), "route", route, "path", w.request.URL.Path, "stack", string(debug.Stack()))
	w.fail()
}
