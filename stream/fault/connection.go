package fault

import (
	"slices"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// Connection is what faults need to know of a connection of a hub.
type Connection struct {
	// ID is its id on the list of subscribers.
	ID        string
	Transport model.Transport
	Framing   wire.Framing
	// Wants reports whether the connection may get events of a type. It is nil for a dashboard.
	Wants func(*model.EventType) bool
	// Wake calls for the connection to be served. It must not block.
	Wake func()
	// WakeLate does what Wake does once what was held up is due. It may wait for connections that are on time. It is
	// Wake if nil.
	WakeLate func()
	// InTurn calls a function in the connection's turn, because its messages are taken apart one by one.
	InTurn func(call func())
	// Own are faults of this connection alone.
	Own []*Rule
}

// concerns reports whether a rule may ever strike a connection.
func (r *Rule) concerns(c *Connection) bool {
	switch on := r.On; {
	case r.usage.Connects || !slices.Contains(r.usage.Streams, c.Transport) || !on.Connections():
		return false
	case len(on.Streams) > 0 && !slices.Contains(on.Streams, c.Transport),
		len(on.Subscribers) > 0 && !slices.Contains(on.Subscribers, c.ID):
		return false
	}
	if t, ok := r.Kind.(model.Truncate); ok && t.Frame && c.Framing != wire.WebSocket {
		return false
	}
	if c.Wants == nil || len(r.On.Types)+len(r.On.Topics) == 0 {
		return true
	}
	wanted := func(t *model.EventType) bool { return r.admits(t.Type) && c.Wants(t) }
	return slices.ContainsFunc(model.EventTypes, wanted) ||
		slices.ContainsFunc(r.On.Types, func(kind string) bool { t := typeOf(kind); return t == nil || t.Topic == "" })
}

// Concern returns the rules that may strike a connection, its own ones last.
func (r *Rules) Concern(c *Connection) []*Rule {
	var list []*Rule
	if r != nil {
		for _, rule := range r.list {
			if rule.concerns(c) {
				list = append(list, rule)
			}
		}
	}
	for _, rule := range c.Own {
		if rule.concerns(c) {
			list = append(list, rule)
		}
	}
	return list
}

// Names returns the names of the rules that strike a connection at an instant.
func Names(rules []*Rule, at time.Time) []string {
	list := []string{}
	for _, r := range rules {
		if !r.Removed && r.inForce(at) && !r.exhausted() {
			list = append(list, r.Name)
		}
	}
	return list
}
