package describe

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/swaggest/swgui/v5emb"
)

// docsFiles lists the files that the page at /docs loads. Any other name is a 404 in the service's shape, which swgui
// would not send.
var docsFiles = []string{
	"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js",
	"favicon-16x16.png", "favicon-32x32.png",
}

// serveDocs serves the page at /docs. It does not change, so it is made once.
func serveDocs(r chi.Router) {
	docs := v5emb.New("trainmock", "/openapi.json", "/docs")
	page := render(docs)
	policy := docsPolicy(page)
	r.Get("/docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Write(page)
	})
	for _, file := range docsFiles {
		r.Get("/docs/"+file, docs.ServeHTTP)
	}
}

// inline matches the scripts and styles inside a page.
var inline = regexp.MustCompile(`(?s)<(script|style)>(.*?)</`)

// docsPolicy returns the Content-Security-Policy of a page: it may load and reach its own server only, run no script
// but those that are in it now, and be in no frame. Swagger UI shows its icons from data URLs.
func docsPolicy(page []byte) string {
	sources := map[string]string{}
	for _, found := range inline.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(found[2])
		sources[string(found[1])] += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'" + sources["script"], "style-src 'self'" + sources["style"],
		"img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// render returns the page that a handler serves at /docs.
func render(h http.Handler) []byte {
	w := &pageWriter{header: http.Header{}}
	h.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/docs"}})
	return w.page.Bytes()
}

// pageWriter is a ResponseWriter that keeps the body.
type pageWriter struct {
	header http.Header
	page   bytes.Buffer
}

// Header returns the headers, which are not kept.
func (w *pageWriter) Header() http.Header { return w.header }

// WriteHeader does nothing.
func (w *pageWriter) WriteHeader(int) {}

// Write keeps a part of the body.
func (w *pageWriter) Write(p []byte) (int, error) { return w.page.Write(p) }
