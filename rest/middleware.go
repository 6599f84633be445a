package rest

import (
	"context"
	"net/http"

	"trainmock/rest/control"
	"trainmock/rest/metrics"
	"trainmock/stream/ask"
	"trainmock/stream/refuse"
)

// maxHeaderBytes limits the address and the header fields of a request together.
const maxHeaderBytes = 64 << 10

// limitHeaders refuses requests with more than maxHeaderBytes of address and header fields, in the service's shape.
func limitHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := len(r.RequestURI)
		for name, values := range r.Header {
			for _, value := range values {
				size += len(name) + len(value)
			}
		}
		if size > maxHeaderBytes {
			w.Header().Set("Connection", "close")
			refuse.New(http.StatusRequestHeaderFieldsTooLarge,
				"Request Header Fields Too Large: at most 64 KiB of address and header fields").Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// neverStored is a value that all answers share. Nothing changes the values of a header in place.
var neverStored = []string{"no-store"}

// noStore keeps answers out of caches, because they are about one moment.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Cache-Control"] = neverStored
		next.ServeHTTP(w, r)
	})
}

// checkQuery refuses queries that cannot be parsed. url.Values would leave out their bad parts.
func checkQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := ask.Query(r); err != nil {
			refuse.Of(err).Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// find puts the source of each request into its context, by with, for the handlers.
func find(
	source func(*http.Request) (Source, error), with func(context.Context, Source) context.Context,
) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s, err := source(r)
			if err != nil {
				refuse.Of(err).Write(w)
				return
			}
			next.ServeHTTP(w, r.WithContext(with(r.Context(), s)))
		})
	}
}

// forControl and forMetrics put a source into a context for the handlers of a package.
func forControl(ctx context.Context, s Source) context.Context { return control.WithSource(ctx, s) }
func forMetrics(ctx context.Context, s Source) context.Context { return metrics.WithSource(ctx, s) }
