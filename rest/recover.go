package rest

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"trainmock/stream/refuse"
)

// recoverPanics logs the panic of a handler as an error, and answers 500. An answer that has begun is broken off, so
// that no client takes it for whole. http.ErrAbortHandler passes.
func recoverPanics(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched := &watchedWriter{ResponseWriter: w}
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

// watchedWriter is a ResponseWriter that knows whether its answer has begun.
type watchedWriter struct {
	http.ResponseWriter
	begun bool
	// conn is the connection, once a handler has taken it over.
	conn net.Conn
}

// Unwrap returns the original for http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader begins the answer, unless the status is an informational one.
func (w *watchedWriter) WriteHeader(status int) {
	w.begun = w.begun || status >= http.StatusOK
	w.ResponseWriter.WriteHeader(status)
}

// Write begins the answer.
func (w *watchedWriter) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// FlushError begins the answer.
func (w *watchedWriter) FlushError() error {
	w.begun = true
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack takes the connection over.
func (w *watchedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.conn = conn
	return conn, buffers, err
}

// fail answers 500, or breaks off what has begun.
func (w *watchedWriter) fail() {
	switch {
	case w.conn != nil:
		w.conn.Close()
	case w.begun:
		panic(http.ErrAbortHandler)
	default:
		// They belong to the answer that was not given.
		w.Header().Del("Content-Length")
		w.Header().Del("Content-Encoding")
		refuse.New(http.StatusInternalServerError, "Internal Server Error").Write(w)
	}
}
