package rest

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"trainmock/stream/requests"
)

// watch adds each request to the log of its world, with its outcome, and counts it by its route. A request without a
// world is in no log. It recovers the panics of handlers.
func (o Options) watch(routes chi.Routes) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched := &watchedWriter{ResponseWriter: w, request: r, began: time.Now()}
			if o.Find != nil { // A router that only describes its routes has none.
				if source, err := o.Find(r); err == nil {
					watched.log = source.Requests()
				}
			}
			defer watched.record(routes)
			defer watched.recover(o.Log)
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

// record counts the request by its route and status, that of a connection when it has ended, and logs it with its
// outcome.
func (w *watchedWriter) record(routes chi.Routes) {
	if w.log == nil {
		return
	}
	o := requests.Outcome{Status: w.outcome(), Bytes: w.bytes, Fault: w.fault}
	w.log.Count(requests.Answered{Route: w.route(routes), Status: cmp.Or(w.answered, o.Status)})
	if !w.omitted && !w.held.Finish(o) {
		w.log.Add(w.request, w.began, o)
	}
}

// route returns the route of the request. A fault may have answered before it was routed.
func (w *watchedWriter) route(routes chi.Routes) string {
	if routed := chi.RouteContext(w.request.Context()).RoutePattern(); routed != "" {
		return routed
	}
	_, _, route := match(routes, w.request)
	return route
}

// outcome returns the status of the answer, or 0 if there was none. net/http answers 200 for a handler that returns
// without a word.
func (w *watchedWriter) outcome() int {
	if w.status == 0 && w.returned && w.conn == nil {
		return http.StatusOK
	}
	return w.status
}
