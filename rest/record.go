package rest

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"trainmock/stream/requests"
)

// record adds each request to the log of its world, with its outcome, and counts it by its route. A request without a
// world is in no log.
func record(find func(*http.Request) (Source, error), routes chi.Routes) func(http.Handler) http.Handler {
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
			defer watched.count(routes)
			next.ServeHTTP(watched, r)
			watched.returned = true
		})
	}
}

// Connect logs the request now, as a connection that goes on.
func (w *watchedWriter) Connect(status int) requests.Connection {
	w.answered = status
	if w.omitted || w.log == nil {
		return requests.Connection{}
	}
	w.omitted = true
	if w.held.Answer(status) {
		return w.held
	}
	return w.log.Begin(w.request, w.began, requests.Outcome{Status: status, Fault: w.fault})
}

// Hold logs the request now, as one whose answer is held up.
func (w *watchedWriter) Hold() {
	if !w.omitted && w.log != nil {
		w.held = w.log.Begin(w.request, w.began, requests.Outcome{Fault: w.fault})
	}
}

// Omit leaves the request out of the log.
func (w *watchedWriter) Omit() { w.omitted = true }

// Strike notes the names of the faults that struck.
func (w *watchedWriter) Strike(faults string) { w.fault = faults }

// count counts the request by its route and status: that of a connection when it has ended. A fault may have answered
// before the request was routed.
func (w *watchedWriter) count(routes chi.Routes) {
	if w.log == nil {
		return
	}
	route := ""
	if routed := chi.RouteContext(w.request.Context()); routed != nil {
		route = routed.RoutePattern()
	}
	if route == "" {
		_, _, route = match(routes, w.request)
	}
	w.log.Count(requests.Answered{Route: route, Status: cmp.Or(w.answered, w.outcome())})
}

// outcome returns the status of the answer, or 0 if there was none. net/http answers 200 for a handler that returns
// without a word.
func (w *watchedWriter) outcome() int {
	if w.status == 0 && w.returned && w.conn == nil {
		return http.StatusOK
	}
	return w.status
}

// record logs the request with its outcome.
func (w *watchedWriter) record() {
	if w.omitted {
		return
	}
	o := requests.Outcome{Status: w.outcome(), Bytes: w.bytes, Fault: w.fault}
	if !w.held.Finish(o) {
		w.log.Add(w.request, w.began, o)
	}
}
