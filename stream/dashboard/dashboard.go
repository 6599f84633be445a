// Package dashboard owns the WebSockets that the service's dashboards open: every two seconds a message about one
// node or one training, from the hub's newest tick.
package dashboard

import (
	"net/http"

	"trainmock/stream/refuse"
	"trainmock/stream/socket"
	"trainmock/stream/world"
)

// Source is the hub, as far as dashboards need it.
type Source interface {
	// Newest returns the world, and how it is at the newest tick.
	Newest() (*world.World, world.View)
	// Join counts a connection in, until leave is called; false where there are too many. closing is closed when it
	// is to end.
	Join() (closing <-chan struct{}, leave func(), ok bool)
	// IsStrict reports whether ids that the scenario does not hold are unknown.
	IsStrict() bool
	// AllowOrigin reports whether the page that a request comes from may open a WebSocket.
	AllowOrigin(r *http.Request) bool
}

// message makes what is to be sent of a world, as it is at the newest tick.
type message func(w *world.World, v world.View) any

// serve sends a message at once and then every two seconds, until the client leaves or the hub closes.
func serve(s Source, w http.ResponseWriter, r *http.Request, m message) {
	if refusal := socket.CheckHandshake(r); refusal != nil {
		refusal.Write(w)
		return
	}
	closing, leave, ok := s.Join()
	if !ok {
		w.Header().Set("Retry-After", "3")
		refuse.New(http.StatusServiceUnavailable,
			"Too many subscribers, or the server is ending: try again later, or raise --max-subscribers").Write(w)
		return
	}
	defer leave()
	conn, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: s.AllowOrigin})
	if err != nil {
		return
	}
	newConnection(conn).run(closing, func() any { return m(s.Newest()) })
}
