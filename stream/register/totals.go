package register

import "trainmock/stream/model"

// Totals counts what the connections of a hub got, those that have left included, and how many there are by transport.
type Totals struct {
	Events, Bytes int64
	Connections   map[model.Transport]int
}

// Totals returns the present counts. Events and Bytes never fall.
func (g *Register) Totals() Totals {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.left
	t.Connections = map[model.Transport]int{}
	for _, s := range g.seats {
		events, bytes := s.member.Sent()
		t.Events, t.Bytes = t.Events+events, t.Bytes+bytes
		t.Connections[s.transport]++
	}
	return t
}
