// Package session owns which hub a request is shown: every door asks it, none holds a hub of its own.
package session

import (
	"net/http"

	"trainmock/stream"
	"trainmock/stream/refuse"
)

// Finder finds the hub of the world that a request asks about.
type Finder interface {
	// Find returns an error of type *refuse.Refusal where there is no such hub.
	Find(r *http.Request) (*stream.Hub, error)
}

// One returns the finder of a program with one hub.
func One(hub *stream.Hub) Finder { return one{hub} }

type one struct{ hub *stream.Hub }

func (o one) Find(*http.Request) (*stream.Hub, error) { return o.hub, nil }

// Serve answers each request by a method of its hub, such as (*stream.Hub).ServeSSE, or with the refusal of the finder.
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
