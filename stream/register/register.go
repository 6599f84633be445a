// Package register owns the list of a hub's connections: who they are, what they got, and how to reach one of them.
package register

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// Register is the list of a hub's connections. The zero value is empty and ready.
type Register struct {
	mu   sync.Mutex
	last uint64
	// seats holds the connections by their numbers. It is nil if there are none, to release its memory.
	seats map[uint64]*Seat
	// left holds what the connections got that have left.
	left Totals
}

// Add lists a connection, until Remove. The seat must be new.
func (g *Register) Add(s *Seat, m Member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last++
	s.number, s.member = g.last, m
	if g.seats == nil {
		g.seats = map[uint64]*Seat{}
	}
	g.seats[s.number] = s
}

// Remove takes a connection off the list. From then on its transport is not touched.
func (g *Register) Remove(s *Seat) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, listed := g.seats[s.number]; listed {
		events, bytes := s.member.Sent()
		g.left.Events, g.left.Bytes = g.left.Events+events, g.left.Bytes+bytes
		delete(g.seats, s.number)
	}
	if len(g.seats) == 0 {
		g.seats = nil
	}
	if s.gone != nil {
		close(s.gone)
	}
}

// Change calls a function that changes the filter of a connection.
func (g *Register) Change(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
}

// List returns the connections in the order in which they came.
func (g *Register) List() []model.Subscription {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := make([]model.Subscription, 0, len(g.seats))
	for _, s := range g.sorted() {
		list = append(list, s.describe())
	}
	return list
}

// Lag returns the largest number of published ticks that are yet to be sent to a connection.
func (g *Register) Lag() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	most := int64(0)
	for _, s := range g.seats {
		most = max(most, s.member.Lag())
	}
	return most
}

// sorted returns the seats in the order in which they came. The caller holds the lock.
func (g *Register) sorted() []*Seat {
	list := make([]*Seat, 0, len(g.seats))
	for _, s := range g.seats {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *Seat) int { return cmp.Compare(a.number, b.number) })
	return list
}

// NotFound is the detail of the 404 for an id that no connection has.
const NotFound = "Subscriber not found: GET /mock/subscribers lists the ids of those that are connected"

// find returns the seat with an id. The caller holds the lock. Its error is a 404 of type *refuse.Refusal.
func (g *Register) find(id string) (*Seat, error) {
	number, err := strconv.ParseUint(strings.TrimPrefix(id, prefix), 10, 64)
	if s, ok := g.seats[number]; err == nil && ok && s.ID() == id {
		return s, nil
	}
	return nil, refuse.New(http.StatusNotFound, NotFound)
}

// Send queues a message for the members that admit its topic, or for the one with an id alone if that is not empty. It
// fails with a 404 of type *refuse.Refusal if there is no such member.
func (g *Register) Send(m Message, id string) (model.Delivery, error) {
	var d model.Delivery
	seats, err := g.addressed(m, id)
	pace := turn.NewPace()
	for _, s := range seats {
		if s.member.Post(m) {
			d.Sent++
		} else {
			d.Skipped++
		}
		pace.Pause()
	}
	return d, err
}

// addressed returns the seats that a message is for.
func (g *Register) addressed(m Message, id string) ([]*Seat, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if id != "" {
		s, err := g.find(id)
		if err != nil {
			return nil, err
		}
		return []*Seat{s}, nil
	}
	return slices.DeleteFunc(g.sorted(), func(s *Seat) bool {
		return !slices.Contains(s.member.Filter().Topics, m.Topic)
	}), nil
}

// Kick closes a connection with a code and a reason, behind what is queued for it. A client that does not take that
// within deliver.CloseTimeout is cut off. Kick returns the connection as it was, when it has left. It fails with a 404
// of type *refuse.Refusal.
func (g *Register) Kick(id string, code int, reason string) (model.Subscription, error) {
	s, was, err := g.expel(id, nil)
	if err != nil {
		return was, err
	}
	s.member.Kick(code, reason)
	cut := time.AfterFunc(deliver.CloseTimeout, func() { g.abort(s) })
	defer cut.Stop()
	await(s)
	return was, nil
}

// Reset breaks a connection off without a word. It returns and fails as Kick does.
func (g *Register) Reset(id string) (model.Subscription, error) {
	s, was, err := g.expel(id, Member.Reset)
	if err == nil {
		await(s)
	}
	return was, err
}

// expel finds a connection that is to leave, and calls a function of it while it is on the list, if there is one.
func (g *Register) expel(id string, call func(Member)) (s *Seat, was model.Subscription, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s, err = g.find(id); err != nil {
		return nil, was, err
	}
	if s.gone == nil {
		s.gone = make(chan struct{})
	}
	was = s.describe()
	if call != nil {
		call(s.member)
	}
	return s, was, nil
}

// abort breaks a connection off unless it has left.
func (g *Register) abort(s *Seat) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.seats[s.number] == s {
		s.member.Abort()
	}
}

// await returns when a connection has left, or after leaveTimeout, because it may be in the middle of long work.
func await(s *Seat) {
	timeout := time.NewTimer(leaveTimeout)
	defer timeout.Stop()
	select {
	case <-s.gone:
	case <-timeout.C:
	}
}

// leaveTimeout covers the cut after deliver.CloseTimeout.
const leaveTimeout = 2 * deliver.CloseTimeout
