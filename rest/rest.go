// Package rest owns the HTTP routes that answer once: those of the monitor service, and the document of them.
package rest

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/rs/cors"

	"trainmock/rest/answer"
	"trainmock/rest/describe"
	"trainmock/rest/service"
)

// Source is the part of a world's hub that the routes need.
type Source = service.Source

// Options are the settings of the routes.
type Options struct {
	// Find returns the source of the world that a request asks about. It is required. Errors are of type *refuse.Refusal.
	Find func(r *http.Request) (Source, error)
	// Exclusive refuses to start a task while one runs, or waits to.
	Exclusive bool
	// ErrorRate is the share of the answers of the task routes, in [0, 1], that are made-up validation errors. The
	// seed of the world decides which.
	ErrorRate float64
	// CORS lets pages of other origins read the answers. Defaults to NewCORS(nil).
	CORS *cors.Cors
	// Version of the program, for /health and the document. Defaults to "dev".
	Version string
}

// New returns a router with all routes of this package. More can be added.
func New(o Options) *chi.Mux {
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.CORS == nil {
		o.CORS = NewCORS(nil)
	}
	r := chi.NewRouter()
	r.Use(o.CORS.Handler, limitHeaders, stripSlash, middleware.GetHead)
	r.NotFound(notFound)
	r.MethodNotAllowed(notAllowed(r))
	r.Group(func(r chi.Router) {
		r.Use(noStore, checkQuery)
		document := describe.New(o.Version)
		o.routes(answer.Group{Router: r.With(find(o.Find)), Document: document})
		describe.Serve(r, document)
	})
	return r
}

// routes adds the routes that answer with data.
func (o Options) routes(g answer.Group) {
	monitorRoutes(g)
	taskRoutes(g, service.Starter{Exclusive: o.Exclusive}, service.Failing(o.ErrorRate))
	clusterRoutes(g)
	serviceRoutes(g, service.Program{Version: o.Version, Began: time.Now()})
}

// NewCORS returns the rules that let pages of some origins read the answers; without origins, all pages. An origin may
// hold one *.
func NewCORS(origins []string) *cors.Cors {
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete,
		},
		AllowedHeaders:      []string{"*"},
		AllowPrivateNetwork: true,
	})
}
