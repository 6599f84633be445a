// Package rest owns the HTTP routes that answer once: the monitor service's own, and what describes them.
package rest

import (
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/rs/cors"

	"trainmock/stream/model"
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
	// Do changes the world. It returns the world as it is then, and the command as it was logged.
	Do(c model.Command) (*world.World, model.Command, error)
}

// Options are the settings of the routes.
type Options struct {
	// Source is what the answers come from.
	Source Source
	// Strict answers 404 to ids that the scenario does not hold.
	Strict bool
	// Exclusive refuses to start a task while one runs, or waits to.
	Exclusive bool
	// ErrorRate is the share of the answers of the task routes, in [0, 1], that are validation errors made up at random.
	ErrorRate float64
	// CORS says which pages may read the answers. Defaults to those of every origin.
	CORS *cors.Cors
	// Version of the program, for /health and the document. Defaults to "dev".
	Version string
}

// api holds what the handlers share.
type api struct {
	Options
	started time.Time
	// starting is held while a task is started, so that of two requests at a time one is refused where tasks exclude each
	// other.
	starting sync.Mutex
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
	add(to, "GET /monitor/ray/cluster/node", "monitor", "The nodes, with what they have and what they train", a.cluster)
	add(to, "GET /monitor/ray/cluster/status", "monitor", "The nodes, with how busy they are", a.usage)
	add(to, "GET /monitor/training/{task_id}", "monitor", "A training task", a.task, notThere)
	add(to, "GET /monitor/ray/cluster/node/{node_id}/metrics", "monitor", "A node's metrics", a.node, notThere)
	add(to, "GET /monitor/training/{task_id}/history", "monitor", "A training task over time, in columns", a.taskHistory, notThere)
	add(to, "GET /monitor/ray/cluster/node/{node_id}/metrics/history", "monitor", "A node's metrics over time, in columns", a.nodeHistory, notThere)

	fails := a.failsAtRandom
	add(to, "POST /train", "tasks", "Start a training task", a.startTask, takes(trainingSchema(), trainingExample), refuses(409, 413, 429), fails)
	add(to, "GET /monitor/{task_id}", "tasks", "A task by its rounds, as the console polls it", a.round, notThere, fails)
	add(to, "GET /roundProgress/{task_id}", "tasks", "The round of each node of a task: address to round", a.clientRounds, notThere, fails)
	add(to, "GET /tasksList", "tasks", "The tasks and their statuses, those that run first", a.taskList, fails)
	add(to, "GET /tasks/{task_id}", "tasks", "A task's status", a.taskStatus, notThere, fails)
	add(to, "DELETE /tasks/{task_id}", "tasks", "Delete a task", a.deleteTask, notThere, refuses(429), fails)
	add(to, "GET /hasRunningTask", "tasks", "Whether a task runs", a.anyRunning, fails)
	add(to, "GET /monitorRayCluster/node", "tasks", "The nodes, in the console's words", a.consoleNodes, fails)

	add(to, "POST /cluster/validate-nodes", "cluster", "Whether addresses can be nodes", a.validateNodes, takes(nodesSchema, nodesExample), refuses(413))
	add(to, "POST /cluster/add-nodes", "cluster", "Make addresses nodes of the cluster", a.addNodes, takes(nodesSchema, nodesExample), refuses(409, 413, 429))
	add(to, "POST /cluster/remove-nodes", "cluster", "Take nodes out of the cluster", a.removeNodes, takes(nodesSchema, nodesExample), refuses(409, 413, 429))
	add(to, "POST /cluster/create", "cluster", "Bring all nodes into service", a.createCluster, mayTake(nodesSchema, nodesExample), refuses(409, 413, 429))
	add(to, "POST /cluster/stop", "cluster", "Take all nodes out of service", a.stopCluster, mayTake(&huma.Schema{Type: huma.TypeObject}, "{}"), refuses(409, 413, 429))
	add(to, "GET /cluster/available-nodes", "cluster", "The addresses of the nodes that are there", a.availableNodes)

	add(to, "GET /health", "service", "Whether the service is there, and which world it shows", a.health)
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
