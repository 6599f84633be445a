package control

import (
	"context"
	"net/http"

	"trainmock/stream/session"
)

// headerKey is the key of an answer's header in a context.
type headerKey struct{}

// withHeader puts the header of each answer into the context of its request, for renewSeed.
func withHeader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), headerKey{}, w.Header())))
	})
}

// renewSeed has the answer to a request that has replaced the world tell the seed of the new one, if it tells any.
func renewSeed(ctx context.Context) {
	w, _ := sourceOf(ctx).Now()
	session.RenewSeed(ctx.Value(headerKey{}).(http.Header), w.Seed())
}
