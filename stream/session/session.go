// Package session owns the choice of a hub for each request: every route asks it, and none holds a hub of its own.
package session

import (
	"net/http"

	"trainmock/stream"
	"trainmock/stream/refuse"
)

// Finder finds the hub of the world that a request is about.
type Finder interface {
	// Find returns an error of type *refuse.Refusal if there is no such hub.
	Find(r *http.Request) (*stream.Hub, error)
}

// One returns the finder of a program with one hub.
func One(hub *stream.Hub) Finder { return one{hub} }

type one struct{ hub *stream.Hub }

func (o one) Find(*http.Request) (*stream.Hub, error) { return o.hub, nil }

// Serve returns a handler that calls a method of the request's hub, such as (*stream.Hub).ServeSSE. If the finder
// fails, the handler writes its refusal.
func Serve(f Finder, method func(*stream.Hub, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		hub, err := f.Find(r)
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		method(hub, w, r)
	}
}
