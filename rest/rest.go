// Package rest owns the HTTP routes that answer once: the monitor service's own, and what describes them.
package rest

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/rs/cors"

	"trainmock/stream/world"
)

// Source is the hub, as far as these routes need it.
type Source interface {
	// Now is the world and its time at this moment.
	Now() (*world.World, time.Time)
	// Epoch names the world on the stream.
	Epoch() string
	// Subscribers is how many there are.
	Subscribers() int
}

// Options are the settings of the routes.
type Options struct {
	// Source is what the answers come from.
	Source Source
	// Strict answers 404 to ids that the scenario does not hold.
	Strict bool
	// CORS says which pages may read the answers. Defaults to those of every origin.
	CORS *cors.Cors
	// Version of the program, for /health and the document. Defaults to "dev".
	Version string
}

// api holds what the handlers share.
type api struct {
	Options
	started time.Time
}

// New is a router with all routes of this package, ready for more.
func New(o Options) *chi.Mux {
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.CORS == nil {
		o.CORS = NewCORS(nil)
	}
	r := chi.NewRouter()
	r.Use(o.CORS.Handler, limitHeaders, middleware.StripSlashes, middleware.GetHead)
	r.NotFound(notFound)
	r.MethodNotAllowed(notAllowed(r))
	a := &api{Options: o, started: time.Now()}
	r.Group(func(r chi.Router) {
		r.Use(noStore, checkQuery)
		document := humachi.New(r, config(o.Version))
		a.routes(document)
		a.documents(r, document.OpenAPI())
	})
	return r
}

// routes is the table of the routes that answer with data.
func (a *api) routes(to huma.API) {
	get(to, "/monitor/ray/cluster/node", "monitor", "The nodes, with what they have and what they train", a.cluster)
	get(to, "/monitor/ray/cluster/status", "monitor", "The nodes, with how busy they are", a.usage)
	get(to, "/monitor/training/{task_id}", "monitor", "A training task", a.task, http.StatusNotFound)
	get(to, "/monitor/ray/cluster/node/{node_id}/metrics", "monitor", "A node's metrics", a.node, http.StatusNotFound)
	get(to, "/monitor/training/{task_id}/history", "monitor", "A training task over time, in columns", a.taskHistory, http.StatusNotFound)
	get(to, "/monitor/ray/cluster/node/{node_id}/metrics/history", "monitor", "A node's metrics over time, in columns", a.nodeHistory, http.StatusNotFound)
	get(to, "/health", "service", "Whether the service is there, and which world it shows", a.health)
}

// get registers a GET route. Every one of them can refuse its query.
func get[I, O any](to huma.API, path, tag, summary string, answer handler[I, O], errors ...int) {
	huma.Register(to, huma.Operation{
		OperationID: operationID(path), Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag},
		Errors: append(errors, http.StatusUnprocessableEntity),
	}, answer.serve)
}

// NewCORS lets pages of some origins in, none for all. An origin may hold one *.
func NewCORS(origins []string) *cors.Cors {
	return cors.New(cors.Options{
		AllowedOrigins:      origins,
		AllowedMethods:      []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete},
		AllowedHeaders:      []string{"*"},
		AllowPrivateNetwork: true,
	})
}

// noStore keeps answers about this moment out of caches.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
