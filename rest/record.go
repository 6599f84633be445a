package rest

import (
	"net/http"
	"time"

	"trainmock/stream/requests"
)

// record adds each request to the log of its world, with its outcome. A request without a world is in no log.
func record(find func(*http.Request) (Source, error)) func(http.Handler) http.Handler {
	if find == nil { // A router that only describes its routes.
		return func(next http.Handler) http.Handler { return next }
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			source, err := find(r)
			if err != nil {
				next.ServeHTTP(w, r)
				return
			}
			watched := &watchedWriter{
				ResponseWriter: w, request: r, log: source.Requests(), began: time.Now(),
			}
			defer watched.record()
			next.ServeHTTP(watched, r)
			watched.returned = true
		})
	}
}

// Connect logs the request now, as a connection that goes on.
func (w *watchedWriter) Connect(status int) requests.Connection {
	if w.omitted || w.log == nil {
		return requests.Connection{}
	}
	w.omitted = true
	return w.log.Begin(w.request, w.began, requests.Outcome{Status: status, Fault: w.fault})
}

// Omit leaves the request out of the log.
func (w *watchedWriter) Omit() { w.omitted = true }

// Strike notes the names of the faults that struck.
func (w *watchedWriter) Strike(faults string) { w.fault = faults }

// record logs the request with its outcome. net/http answers 200 for a handler that returns without a word.
func (w *watchedWriter) record() {
	if w.omitted {
		return
	}
	if w.status == 0 && w.returned && w.conn == nil {
		w.status = http.StatusOK
	}
	w.log.Add(w.request, w.began, requests.Outcome{Status: w.status, Bytes: w.bytes, Fault: w.fault})
}
