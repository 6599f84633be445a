// Package docs owns the pages that explain the routes and the streams: /docs, /docs/streams, and the page for an
// address without a route.
//
// All addresses in them are relative, because a proxy may serve the program under a path that it does not know of.
package docs

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/answer"
)

// Serve serves the pages of a document.
func Serve(r chi.Router, document *answer.Document) {
	serveSwagger(r)
	serveStreams(r, document)
	serveStatic(r)
	r.Get("/redoc", redirect("docs"))
}

// servePage serves a page at a path. A path that ends in a slash redirects to the one without it: relative addresses in
// the page start there.
func servePage(r chi.Router, path string, page http.HandlerFunc) {
	toCanonical := redirect(path[strings.LastIndexByte(path, '/')+1:])
	r.Get(path, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			toCanonical(w, r)
			return
		}
		page(w, r)
	})
}

// redirect returns a handler that redirects to the page name in the same folder, with the query of the request.
// http.Redirect would write an address from the root.
func redirect(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to := name
		if strings.HasSuffix(r.URL.Path, "/") {
			to = "../" + name
		}
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}
