// Package describe owns the OpenAPI document: its head, and the routes of other packages.
package describe

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"trainmock/rest/answer"
	"trainmock/stream/refuse"
)

const about = "A training-monitor service (Ray nodes, training tasks), mocked: compatible REST routes " +
	"and live streams over one simulated cluster.\n\n" +
	"Every monitor route takes `?at=`: the same question about another instant, past or future. " +
	"Equal scenario, seed and start give equal answers.\n\n" +
	"Any request but one for `/mock` may break its own answer: `?__code=503` (or the header `Prefer: code=503`) " +
	"answers with a status, `?__delay=800ms` later, and `?__fault=flaky` has a profile or a kind of fault strike. " +
	"`X-Mock-Fault` names the faults that struck."

// tags name the groups of routes, in the order of the page.
var tags = []*huma.Tag{
	{Name: "monitor", Description: "The monitor service's own routes: fields, names and types are the service's."},
	{
		Name: "tasks",
		Description: "What a training console calls: start, watch, list and delete tasks. " +
			"Each has its effect in the same cluster.",
	},
	{Name: "cluster", Description: "What a back end calls to change the cluster."},
	{Name: "stream", Description: "The same cluster, pushed: equal events over WebSocket and server-sent events."},
	{
		Name:        "dashboards",
		Description: "What the service's dashboards open: the same cluster over WebSockets of their own.",
	},
	{
		Name:        "control",
		Description: "For tests, demos and bad days: what happens is in your hand, and who is watching in your sight.",
	},
	{
		Name:        "faults",
		Description: "What breaks between the cluster and its clients, in streams and answers: the same twice, if asked.",
	},
	{
		Name:        "metrics",
		Description: "For Prometheus and Grafana: the same cluster under the names of Ray and NVIDIA's dcgm-exporter.",
	},
	{Name: "service", Description: "About this program."},
}

// New returns the document of a version, without a route.
func New(version string) *answer.Document {
	return answer.NewDocument(func() *huma.OpenAPI { return headOf(version) })
}

// headOf returns what the document of a version begins with.
func headOf(version string) *huma.OpenAPI {
	schemas := huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer)
	answer.AddRefusal(schemas)
	return &huma.OpenAPI{
		OpenAPI: "3.1.0", Info: &huma.Info{Title: "trainmock", Version: version, Description: about},
		Components: &huma.Components{Schemas: schemas}, Tags: tags,
		// Relative to the document, so that a path prefix of a proxy stays. Nothing needs a key.
		Servers: []*huma.Server{{URL: "."}}, Security: []map[string][]string{},
	}
}

// Serve completes the document and serves it. All other routes must be in it.
func Serve(r chi.Router, document *answer.Document) {
	for _, part := range []func(*huma.OpenAPI){addStreams, addDashboards, addPages, complete} {
		document.Add(part)
	}
	r.Get("/openapi.json", serveJSON(document))
	r.Get(AsyncPath, serveStreams(document))
}

// complete describes what the schemas of the document consist of.
func complete(document *huma.OpenAPI) {
	schemas := document.Components.Schemas
	completeEvents(schemas)
	for name, s := range schemas.Map() {
		answer.NeverNull(s)
		answer.DescribeFields(s, schemas.TypeFromRef(schemaPrefix+name))
	}
}

// serveJSON serves the document. It encodes it once, for the first request.
func serveJSON(document *answer.Document) http.HandlerFunc {
	encoded := sync.OnceValues(func() ([]byte, error) { return json.Marshal(document.Whole()) })
	return func(w http.ResponseWriter, _ *http.Request) {
		body, err := encoded()
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}
