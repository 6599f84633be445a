package rest

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/docs"
	"trainmock/stream/refuse"
)

// notFound refuses a path without routes: with a page where a person opens it in a browser.
func notFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	if docs.PrefersHTML(r) {
		docs.WriteNotFound(w, r)
		return
	}
	refuse.New(http.StatusNotFound, "Not Found").Write(w)
}

// notAllowed refuses a method that the path does not have, and lists those it has in Allow.
func notAllowed(routes chi.Routes) http.HandlerFunc {
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}
	return func(w http.ResponseWriter, r *http.Request) {
		path := "/" + strings.Trim(routePath(r), "/")
		for _, method := range methods {
			if routes.Match(chi.NewRouteContext(), method, path) {
				w.Header().Add("Allow", method)
				if method == http.MethodGet {
					w.Header().Add("Allow", http.MethodHead)
				}
			}
		}
		refuse.New(http.StatusMethodNotAllowed, "Method Not Allowed").Write(w)
	}
}
