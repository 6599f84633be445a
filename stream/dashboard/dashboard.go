// Package dashboard owns the WebSockets of the service's dashboards: each sends, every two seconds, the state of one
// node or one training at the hub's newest tick.
package dashboard

import (
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/register"
	"trainmock/stream/requests"
	"trainmock/stream/socket"
	"trainmock/stream/world"
)

// Source is the part of a hub that dashboards need.
type Source interface {
	// Newest returns the world and its view at the newest tick.
	Newest() (*world.World, world.View)
	// Join counts a connection in, until leave is called. The connection is to end when closing is closed. If there
	// are too many, Join returns an error of type *refuse.Refusal.
	Join() (closing <-chan struct{}, leave func(), err error)
	// FaultRules returns the faults of the hub's world, nil if there are none.
	FaultRules() *fault.Rules
	// Register returns the list of all connections.
	Register() *register.Register
	// IsStrict reports whether ids outside the scenario are unknown.
	IsStrict() bool
	// AllowOrigin reports whether the page that sent a request may open a WebSocket.
	AllowOrigin(r *http.Request) bool
}

// message returns the body of a message about a world at its newest tick.
type message func(w *world.World, v world.View) any

// serve sends a message at once and then every two seconds, until the client leaves or the hub closes. The filter
// names the node or task of the messages.
func serve(s Source, w http.ResponseWriter, r *http.Request, f model.StreamFilter, m message) {
	if refusal := socket.CheckHandshake(r); refusal != nil {
		refusal.Write(w)
		return
	}
	if err := checkQuery(r); err != nil {
		refuse.Of(err).Write(w)
		return
	}
	closing, leave, err := s.Join()
	if err != nil {
		refuse.Of(err).Write(w)
		return
	}
	defer leave()
	conn, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: s.AllowOrigin})
	if err != nil {
		return
	}
	if err := conn.Accept(); err != nil {
		conn.Abort()
		return
	}
	seat := register.NewSeat(r, model.TransportDashboard)
	c := newConnection(s, seat, conn, f)
	c.own = fault.Own(r.Context())
	request := requests.Begin(w, http.StatusSwitchingProtocols)
	s.Register().Add(seat, c)
	c.run(closing, func() any { return m(s.Newest()) })
	s.Register().Remove(seat)
	request.End(c.bytes.Load())
}

// checkQuery refuses a query that cannot be read, or that asks about another instant.
func checkQuery(r *http.Request) error {
	query, err := ask.Query(r)
	if err != nil {
		return err
	}
	return ask.DashboardParameters.CheckQuery(query)
}
