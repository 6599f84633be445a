package describe

import "github.com/danielgtaylor/huma/v2"

// pages is the table of the files for browsers.
var pages = []struct{ id, path, media, summary string }{
	{"getPage", "/", "text/html", "The live page"},
	{"getClient", "/client.js", "text/javascript", "The page's stream client, an ES module for prototypes"},
	{"getClientTypes", "/client.d.ts", "text/plain", "Its types for TypeScript, with those of the events"},
	{"getDocs", "/docs", "text/html", "This document, to read and to try"},
	{"getStreamsPage", "/docs/streams", "text/html",
		"The streams: addresses, filters, and every event with an example"},
	{"getDocument", "/openapi.json", "application/json", "This document"},
	{"getStreamsDocument", AsyncPath, "application/json", "The streams and WebSockets, as an AsyncAPI document"},
}

// addPages adds the files for browsers.
func addPages(document *huma.OpenAPI) {
	for _, p := range pages {
		add(document, huma.Operation{
			OperationID: p.id, Path: p.path, Tags: []string{"service"}, Summary: p.summary,
			Responses: map[string]*huma.Response{"200": {
				Description: p.summary, Content: map[string]*huma.MediaType{p.media: {Schema: &huma.Schema{}}},
			}},
		})
	}
	add(document, huma.Operation{
		OperationID: "getRedoc", Path: "/redoc", Tags: []string{"service"}, Summary: "Leads to /docs",
		Responses: map[string]*huma.Response{"302": {Description: "To /docs"}},
	})
}
