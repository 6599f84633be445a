package docs

import (
	"html/template"
	"net/http"
	"net/url"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// swaggerFiles lists the files of Swagger UI that the page at /docs loads. Any other name is a 404 in the service's
// shape, which swgui would not send.
var swaggerFiles = []string{
	"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js",
	"favicon-16x16.png", "favicon-32x32.png",
}

// head is added to Swagger UI's head, and links are put in front of it.
const (
	head = template.HTML(`<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="docs/swagger.css">
<script src="docs/theme.js"></script>
<script src="docs/swagger.js"></script>`)
	links = template.HTML(`<nav class="ways"><a href="./">← Live page</a> <a href="docs/streams">Streams</a>
<a href="openapi.json">openapi.json</a> <a href="asyncapi.json">asyncapi.json</a></nav>`)
)

// newSwagger returns Swagger UI's own handler. Its script takes an address that begins with a dot from the folder
// /docs/. Every operation is open for Execute, unless watchStreams of swagger.js finds a stream.
func newSwagger() http.Handler {
	return v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "trainmock", SwaggerJSON: "../openapi.json", BasePath: "docs", InternalBasePath: "/docs",
		AppendHead: head, PrependHTML: links,
		SettingsUI: map[string]string{
			"plugins": "[SwaggerUIBundle.plugins.DownloadUrl, watchStreams]", "tryItOutEnabled": "true",
			// The colours of a history would take many seconds.
			"syntaxHighlight": "false",
		},
	})
}

// serveSwagger serves the page at /docs. It does not change, so it is made once, for the first request.
func serveSwagger(r chi.Router) {
	swagger := sync.OnceValue(newSwagger)
	page := sync.OnceValue(func() []byte { return render(swagger()) })
	policy := sync.OnceValue(func() string { return policyOf(page()) })
	servePage(r, "/docs", func(w http.ResponseWriter, _ *http.Request) {
		setHeaders(w.Header(), policy())
		w.Write(page())
	})
	for _, file := range swaggerFiles {
		r.Get("/docs/"+file, func(w http.ResponseWriter, r *http.Request) { swagger().ServeHTTP(w, r) })
	}
}

// render returns the page that a handler serves at /docs.
func render(h http.Handler) []byte {
	w := &keeper{header: http.Header{}}
	h.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/docs"}})
	return w.body.Bytes()
}
