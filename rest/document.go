package rest

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/swaggest/swgui/v5emb"

	"trainmock/stream/ask"
)

// docsFiles are what the page at /docs loads. They are named one by one, so that any other name is a 404 in the
// service's shape.
var docsFiles = []string{
	"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "favicon-16x16.png", "favicon-32x32.png",
}

// documents serves the OpenAPI document and the page that shows it. The document also names the routes of the other
// rooms.
func (a *api) documents(r chi.Router, document *huma.OpenAPI) {
	describeStreams(document)
	describeDashboards(document)
	describePages(document)
	describeHistories(document)
	encoded := sync.OnceValues(func() ([]byte, error) { return json.Marshal(document) })
	r.Get("/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		body, err := encoded()
		if err != nil {
			ask.Refuse(http.StatusInternalServerError, "Internal Server Error").Write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	})
	docs := v5emb.New("trainmock", "/openapi.json", "/docs")
	r.Get("/docs", docs.ServeHTTP)
	for _, file := range docsFiles {
		r.Get("/docs/"+file, docs.ServeHTTP)
	}
	r.Get("/redoc", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/docs", http.StatusFound) })
}
