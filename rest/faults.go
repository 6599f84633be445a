package rest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/access"
	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/requests"
	"trainmock/stream/world"
)

// breakable is the part of a world's hub by which answers break.
type breakable interface {
	// Now returns the world and its time at this moment.
	Now() (*world.World, time.Time)
	// Epoch names the world on the stream.
	Epoch() string
	// FaultRules returns the faults of the world, nil if there are none.
	FaultRules() *fault.Rules
	// AskedFaults returns the rules that single requests ask for.
	AskedFaults() *fault.Asked
	// Closing returns a channel that is closed when the hub ends.
	Closing() <-chan struct{}
}

// transports lists the routes that open a connection.
var transports = map[string]model.Transport{
	"/stream/ws": model.TransportWebSocket, "/ws": model.TransportWebSocket,
	"/stream/sse": model.TransportSSE, "/events": model.TransportSSE,
	"/api/edgeai/nodes/ws/{node_id}":       model.TransportDashboard,
	"/api/edgeai/training/ws/{project_id}": model.TransportDashboard,
	"/api/p2pai/training/ws/{project_id}":  model.TransportDashboard,
}

// wholePaths and wholeTrees are those of the page, its files and the documentation, which faults of the world spare.
var (
	wholePaths = []string{"/", "/client.js", "/client.d.ts", "/openapi.json", "/asyncapi.json", "/docs"}
	wholeTrees = []string{"/assets/", "/docs/"}
)

// faults breaks answers by the faults of their world, and by those that a request asks for itself. Control never
// breaks.
type faults struct {
	find     func(*http.Request) (Source, error)
	routes   chi.Routes
	document *answer.Document
}

// handler lets faults strike what next answers. It has to follow those that tell browsers which pages may
// read the answers.
func (f *faults) handler(next http.Handler) http.Handler {
	if f.find == nil { // A router that only describes its routes.
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		source, err := f.find(r)
		if err != nil {
			source = nil // The handler refuses a request without a world.
		}
		switch {
		case !strikes(source) && !fault.MayWish(r): // Most requests.
			next.ServeHTTP(w, r)
		case r.Method == http.MethodOptions || access.IsControl(r):
			f.spare(w, r, next)
		default:
			f.strike(w, r, next, source)
		}
	})
}

// strikes reports whether a source has faults.
func strikes(source Source) bool { return source != nil && source.FaultRules().Strike() }

// strike answers a request by the faults of its world, which is nil if there is none, and by those that it asks for.
func (f *faults) strike(w http.ResponseWriter, r *http.Request, next http.Handler, source Source) {
	wish, plain, err := fault.ReadWish(r)
	switch {
	case err != nil:
		refuse.Of(err).Write(w)
	case source == nil || wish.IsEmpty() && !strikes(source):
		next.ServeHTTP(w, plain)
	default:
		f.serve(w, plain, next, source, wish)
	}
}

// spare passes a preflight or a request for control on, unless that asks to be struck.
func (f *faults) spare(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if err := fault.RefuseWish(r); r.Method != http.MethodOptions && err != nil {
		refuse.Of(err).Write(w)
		return
	}
	next.ServeHTTP(w, r)
}

// serve answers a request that may be struck.
func (f *faults) serve(w http.ResponseWriter, r *http.Request, next http.Handler, source breakable, wish fault.Wish) {
	q := f.describe(r)
	if err := wish.Check(q); err != nil {
		refuse.Of(err).Write(w)
		return
	}
	shown, now := source.Now()
	o := fault.Options{Epoch: source.Epoch(), Seed: shown.Seed(), Start: shown.Start()}
	lists := source.AskedFaults().Rules(wish, q, o)
	if !isWhole(q.Path) {
		lists = append(lists, source.FaultRules())
	}
	if q.Transport != "" && !wish.IsEmpty() {
		r = r.WithContext(fault.WithOwn(r.Context(), wish.Own(o)))
	}
	answer := fault.Strike(q, now, lists...)
	if answer == nil {
		next.ServeHTTP(w, r)
		return
	}
	w.Header().Set("X-Mock-Fault", answer.Names())
	requests.Strike(w, answer.Names())
	if answer.Waits() {
		requests.Hold(w)
	}
	if age := answer.Age(); age > 0 {
		r = older(r, age, shown, now)
	}
	answer.Serve(w, r, next, timed{source})
}

// timed is the world of an answer that faults strike, with its time.
type timed struct{ breakable }

// Time returns the world's time.
func (t timed) Time() time.Time {
	_, now := t.Now()
	return now
}

// isWhole reports whether the faults of the world spare a path.
func isWhole(path string) bool {
	return slices.Contains(wholePaths, path) ||
		slices.ContainsFunc(wholeTrees, func(tree string) bool { return strings.HasPrefix(path, tree) })
}

// describe returns what faults need to know of a request.
func (f *faults) describe(r *http.Request) *fault.Request {
	method, path, route := match(f.routes, r)
	q := &fault.Request{Method: r.Method, Path: path, Route: route}
	q.Transport = transports[q.Route]
	q.TakesAt = f.takesAt(method, q.Route)
	return q
}

// match returns the method, the path and the route by which a request is served. The route is empty if there is none.
func match(routes chi.Routes, r *http.Request) (method, path, route string) {
	if path = routePath(r); len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	if method = r.Method; method == http.MethodHead {
		method = http.MethodGet
	}
	if found := chi.NewRouteContext(); routes.Match(found, method, path) {
		route = found.RoutePattern()
	}
	return method, path, route
}

// takesAt reports whether a route takes at, another instant.
func (f *faults) takesAt(method, route string) bool {
	return method == http.MethodGet && f.document.IsDated(route)
}

// older returns a request for the answer of an earlier instant, within ten years from the start. One for an instant
// that the route refuses stays as it is.
func older(r *http.Request, age time.Duration, shown *world.World, now time.Time) *http.Request {
	query, at := r.URL.Query(), now
	if text := query.Get("at"); text != "" {
		given, err := model.ParseInstant(text, now)
		if err != nil {
			return r
		}
		at = given
	}
	first, last := shown.Start().Add(-model.Reach), shown.Start().Add(model.Reach)
	if at.Before(first) || at.After(last) {
		return r
	}
	if at = at.Add(-age); at.Before(first) {
		at = first
	}
	query.Set("at", model.Stamp(at))
	return ask.WithQuery(r, query.Encode())
}
