// Package session owns the worlds of a program: the main one, and those of sessions, each behind a name. Every route
// asks it which world a request is about, and none holds a hub of its own.
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
