// Package rest owns the HTTP routes that answer once: those of the monitor service, and the document of them.
package rest

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/access"
	"trainmock/rest/answer"
	"trainmock/rest/control"
	"trainmock/rest/describe"
	"trainmock/rest/docs"
	"trainmock/rest/metrics"
	"trainmock/rest/origin"
	"trainmock/rest/service"
	"trainmock/stream/session"
	"trainmock/stream/turn"
)

// Source is the part of a world's hub that the routes need.
type Source interface {
	service.Source
	control.Source
	metrics.Source
	breakable
}

// Options are the settings of the routes.
type Options struct {
	// Find returns the source of the world that a request asks about. It is required. Errors are of type
	// *refuse.Refusal.
	Find func(r *http.Request) (Source, error)
	// Exclusive refuses to start a task while one runs, or waits to.
	Exclusive bool
	// Origins decides which pages may read the answers, and which may change something. Defaults to reading for all
	// pages, and changes for those of this machine.
	Origins *origin.Rules
	// Access decides who may use control, the routes under /mock. Defaults to clients on this machine alone.
	Access *access.Rules
	// ReadOnly refuses every request that would change something.
	ReadOnly bool
	// Log gets a line for each panic of a handler. Defaults to no log.
	Log *slog.Logger
	// Sessions are the worlds beside the main one. Defaults to none, and none can be created.
	Sessions *session.Book
	// Turns limits the expensive answers of all worlds together. Defaults to a queue of its own.
	Turns *turn.Queue
	// Cluster returns what /health says about the replicas that share the world. Defaults to nothing.
	Cluster func() *service.Replicas
	// Version of the program, for /health and the document. Defaults to "dev".
	Version string
}

// New returns a router with all routes of this package. More can be added.
func New(o Options) *chi.Mux {
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Origins == nil {
		o.Origins = &origin.Rules{}
	}
	if o.Access == nil {
		o.Access = &access.Rules{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Turns == nil {
		o.Turns = turn.NewQueue(nil)
	}
	if o.Sessions == nil {
		o.Sessions = session.NewBook(session.Options{})
	}
	r := chi.NewRouter()
	document := describe.New(o.Version)
	breaking := &faults{find: o.Find, routes: r, document: document}
	r.Use(o.Sessions.Enter, o.watch(r), limitBodies)
	r.Use(o.Access.Handler(o.Origins.CORS().Handler), limitHeaders)
	r.Use(o.Sessions.Check, breaking.handler, reroute)
	r.NotFound(notFound)
	r.MethodNotAllowed(notAllowed(r))
	r.Group(func(r chi.Router) {
		r.Use(noStore, checkQuery)
		guarded := r.With(guard(o.Origins, o.ReadOnly))
		g := answer.Group{Document: document, Turns: o.Turns, Router: guarded}
		o.routes(g)
		g.Router = guarded.With(find(o.Find, forMetrics))
		metrics.Serve(g)
		g.Router = guarded.With(find(o.Find, forControl))
		control.Watching(g)
		control.Steering(g)
		control.Faults(g, breaking.checkPlaces)
		g.Router = guarded // These are about no world.
		control.Sessions(g, o.Sessions)
		describe.Serve(r, document)
		docs.Serve(r, document)
	})
	return r
}

// routes adds the routes that answer with data.
func (o Options) routes(g answer.Group) {
	g.Source = func(r *http.Request) (any, error) { return o.Find(r) }
	monitorRoutes(g)
	streamRoutes(g)
	taskRoutes(g, service.Starter{Exclusive: o.Exclusive})
	clusterRoutes(g)
	serviceRoutes(g, service.Program{Version: o.Version, Began: time.Now(), Cluster: o.Cluster})
}
