// Package metrics owns GET /metrics: the cluster in Prometheus' text format, under the names that Ray and NVIDIA's
// dcgm-exporter use.
package metrics

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream"
	"trainmock/stream/account"
	"trainmock/stream/ask"
)

// Source is the part of a world's hub that these routes need.
type Source interface {
	// Moment returns the world, its time, its epoch, and the account of what its nodes have done.
	Moment() account.Moment
	// IsStrict reports whether ids that the scenario does not hold are unknown, instead of derived.
	IsStrict() bool
	// Traffic returns what the hub has served.
	Traffic() stream.Traffic
}

// sourceKey is the key of the source in a context.
type sourceKey struct{}

// WithSource returns a context for requests that a source answers. Every handler of this package needs one.
func WithSource(ctx context.Context, s Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, s)
}

// sourceOf returns the source in a context. It panics if there is none.
func sourceOf(ctx context.Context) Source { return ctx.Value(sourceKey{}).(Source) }

const (
	// Path is the path of the metrics, and TargetsPath that of the list of nodes to scrape.
	Path        = "/metrics"
	TargetsPath = "/metrics/targets"
	// contentType is that of Prometheus' text format.
	contentType = "text/plain; version=0.0.4; charset=utf-8"
	// parameter chooses sets of metrics. It is that of the node exporter.
	parameter = "collect[]"
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
	g.Describe(huma.Operation{
		OperationID: "getMetrics", Method: http.MethodGet, Path: Path, Parameters: parameters(),
		Summary: "The cluster in Prometheus' text format, under the names of Ray and dcgm-exporter",
		Responses: map[string]*huma.Response{"200": {
			Description: "The series, without timestamps. They are compressed if the client accepts gzip.",
			Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, answer.NoNode, answer.Refuses(http.StatusUnprocessableEntity),
		answer.RefusesWhen(http.StatusServiceUnavailable, "The node is not ALIVE, or the server is busy.", unavailable))
	g.Router.Get(Path, serve(g.Turns))
	g.Describe(huma.Operation{
		OperationID: "listScrapeTargets", Method: http.MethodGet, Path: TargetsPath,
		Summary: "The nodes as targets for http_sd_configs of Prometheus",
		Responses: map[string]*huma.Response{"200": {
			Description: "The answer",
			Content:     map[string]*huma.MediaType{"application/json": {Schema: answer.SchemaOf[[]Target](g)}},
		}},
	}, answer.Refuses(http.StatusUnprocessableEntity))
	g.Router.Get(TargetsPath, listTargets)
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
