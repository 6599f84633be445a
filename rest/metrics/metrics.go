// Package metrics owns GET /metrics: the cluster in Prometheus' text format, under the names that Ray and NVIDIA's
// dcgm-exporter use.
package metrics

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
)

// names are the parameters of GET /metrics.
var names = ask.NewKnownNames(ask.QueryExamples, "at", "node_id", parameter)

// texts describes the parameters of GET /metrics.
var texts = map[string]string{
	"node_id": "Only the series of this node, without the label instance. A node that is not ALIVE answers 503, as if " +
		"it could not be reached. Series about the cluster belong to the head node.",
	"at": "Asks about another instant. Counters start at 0 with each epoch, and are 0 before it.",
	parameter: "Chooses sets of metrics; repeatable. dcgm_all adds those that dcgm-exporter has but does not export by " +
		"default. Such as collect[]=dcgm.",
}

// Serve declares the routes.
func Serve(g answer.Group) {
	g.Tag = "metrics"
	unavailable := "node_4821 is DEAD: it cannot be scraped"
	g.Describe(metricsOperation, answer.NoNode, answer.Refuses(http.StatusUnprocessableEntity),
		answer.RefusesWhen(http.StatusServiceUnavailable, "The node is not ALIVE, or the server is busy.", unavailable))
	g.Document.SetDated(Path)
	g.Router.Get(Path, serve(g.Turns))
	g.Describe(targetsOperation, answer.Refuses(http.StatusUnprocessableEntity))
	g.Router.Get(TargetsPath, listTargets)
}

// metricsOperation returns the entry of GET /metrics in the document.
func metricsOperation(*huma.OpenAPI) huma.Operation {
	return huma.Operation{
		OperationID: "getMetrics", Method: http.MethodGet, Path: Path, Parameters: parameters(),
		Summary: "The cluster in Prometheus' text format, under the names of Ray and dcgm-exporter",
		Responses: map[string]*huma.Response{"200": {
			Description: "The series, without timestamps. They are compressed if the client accepts gzip.",
			Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
}

// targetsOperation returns the entry of the targets in a document.
func targetsOperation(document *huma.OpenAPI) huma.Operation {
	list := &huma.MediaType{Schema: answer.SchemaOf[[]Target](document)}
	return huma.Operation{
		OperationID: "listScrapeTargets", Method: http.MethodGet, Path: TargetsPath,
		Summary: "The nodes as targets for http_sd_configs of Prometheus",
		Responses: map[string]*huma.Response{"200": {
			Description: "The answer", Content: map[string]*huma.MediaType{"application/json": list},
		}},
	}
}

// parameters returns the parameters of GET /metrics for the document.
func parameters() []*huma.Param {
	sets := &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}
	for _, s := range setNames() {
		sets.Items.Enum = append(sets.Items.Enum, s)
	}
	list := []*huma.Param{
		{Name: "node_id", In: "query", Schema: answer.Text("id", "node_4821"), Example: "node_4821"},
		{Name: "at", In: "query", Schema: answer.Text("instant", "-5m"), Example: "-5m"},
		{Name: parameter, In: "query", Schema: sets, Example: []string{"dcgm"}},
	}
	for _, p := range list {
		p.Description = texts[p.Name]
		p.Schema.Description = p.Description
	}
	return list
}
