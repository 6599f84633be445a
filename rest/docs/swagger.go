package docs

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/swaggest/swgui"
	assets "github.com/swaggest/swgui/v5/static"
	"github.com/swaggest/swgui/v5cdn"
	"github.com/vearutop/statigz"
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

// makeSwagger returns Swagger UI's page. Its script takes an address that begins with a dot from the folder /docs/.
// Every operation is open for Execute, unless watchStreams of swagger.js finds a stream. The page is the one for the
// files of a CDN, with the address of ours: the variant with files hashes them all at every start (BenchmarkStart).
func makeSwagger() []byte {
	page := render(v5cdn.NewHandlerWithConfig(swgui.Config{
		Title: "trainmock", SwaggerJSON: "../openapi.json", BasePath: "docs", InternalBasePath: "/docs",
		AppendHead: head, PrependHTML: links,
		SettingsUI: map[string]string{
			"plugins": "[SwaggerUIBundle.plugins.DownloadUrl, watchStreams]", "tryItOutEnabled": "true",
			// The colours of a history would take many seconds.
			"syntaxHighlight": "false",
		},
	}))
	for _, cdn := range []string{v5cdn.AssetsBase, v5cdn.FaviconBase} {
		page = bytes.ReplaceAll(page, []byte(cdn), []byte("docs/"))
	}
	return page
}

// serveSwagger serves the page at /docs. It does not change, so it is made once, for the first request.
func serveSwagger(r chi.Router) {
	page := sync.OnceValue(makeSwagger)
	policy := sync.OnceValue(func() string { return policyOf(page()) })
	servePage(r, "/docs", func(w http.ResponseWriter, _ *http.Request) {
		setHeaders(w.Header(), policy())
		w.Write(page())
	})
	files := sync.OnceValue(func() http.Handler { return http.StripPrefix("/docs/", statigz.FileServer(assets.FS)) })
	for _, file := range swaggerFiles {
		r.Get("/docs/"+file, func(w http.ResponseWriter, r *http.Request) { files().ServeHTTP(w, r) })
	}
}

// render returns the page that a handler serves at /docs.
func render(h http.Handler) []byte {
	w := &keeper{header: http.Header{}}
	h.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/docs"}})
	return w.body.Bytes()
}
