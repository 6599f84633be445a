package rest

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// handler answers a request of type I with a body of type O.
type handler[I, O any] func(input *I) (O, error)

// answer is a body as huma takes it.
type answer[O any] struct{ Body O }

// serve adapts a handler to huma.
func (h handler[I, O]) serve(_ context.Context, input *I) (*answer[O], error) {
	body, err := h(input)
	if err != nil {
		return nil, refuse(err)
	}
	return &answer[O]{Body: body}, nil
}

// config describes the document as a whole. huma's own pages and the $schema field in bodies are left out.
func config(version string) huma.Config {
	c := huma.DefaultConfig("trainmock", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Info.Description = description
	c.Tags = []*huma.Tag{
		{Name: "monitor", Description: "The monitor service's own routes: fields, names and types are the service's."},
		{Name: "tasks", Description: "What a training console calls: start, watch, list and delete tasks. Each has its effect in the same cluster."},
		{Name: "cluster", Description: "What a back end calls to change the cluster."},
		{Name: "stream", Description: "The same cluster, pushed: equal events over WebSocket and server-sent events."},
		{Name: "dashboards", Description: "What the service's dashboards open: the same cluster over WebSockets of their own."},
		{Name: "service", Description: "About this program."},
	}
	return c
}

const description = `A training-monitor service (Ray nodes, training tasks), mocked: compatible REST routes and live streams over one simulated cluster.

Every monitor route takes ` + "`?at=`" + `: the same question about another instant, past or future. Equal scenario, seed and start give equal answers.`

// operationID is a route in one word: get-monitor-training-task_id.
func operationID(method, path string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(path)
}
