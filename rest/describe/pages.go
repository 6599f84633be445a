package describe

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// pages is the table of the files for browsers.
var pages = []struct{ path, media, summary string }{
	{"/", "text/html", "The live page"},
	{"/client.js", "text/javascript", "The page's stream client, an ES module for prototypes"},
	{"/docs", "text/html", "This document, to read and to try"},
	{"/docs/streams", "text/html", "The streams: addresses, filters, and every event with an example"},
	{"/openapi.json", "application/json", "This document"},
}

// addPages adds the files for browsers.
func addPages(document *huma.OpenAPI) {
	for _, p := range pages {
		add(document, huma.Operation{
			Path: p.path, Tags: []string{"service"}, Summary: p.summary,
			Responses: map[string]*huma.Response{"200": {
				Description: p.summary, Content: map[string]*huma.MediaType{p.media: {Schema: &huma.Schema{}}},
			}},
		})
	}
	add(document, huma.Operation{
		Path: "/redoc", Tags: []string{"service"}, Summary: "Leads to /docs",
		Responses: map[string]*huma.Response{"302": {Description: "To /docs"}},
	})
}

// addPayloads adds the payloads of the stream's events to the schemas.
func addPayloads(document *huma.OpenAPI) {
	for _, payload := range []reflect.Type{
		reflect.TypeFor[model.Snapshot](),
		reflect.TypeFor[model.TrainingProgress](),
		reflect.TypeFor[model.TaskUpdate](),
		reflect.TypeFor[model.NodeStateChange](),
		reflect.TypeFor[model.SystemLog](),
	} {
		document.Components.Schemas.Schema(payload, true, "")
	}
}
