package session

import (
	"sync"
	"time"

	"trainmock/stream"
	"trainmock/stream/quota"
)

// session is one world of a book. Requests under way and connections count as its users.
type session struct {
	name string
	// number is the session's place in the order in which all were created.
	number uint64
	// idle is how long the session may be without users, or 0 for any time.
	idle time.Duration
	// room and journal are what it uses of that which all sessions may.
	room    stream.Room
	journal *quota.Account
	// hub is nil until it is made. The book's lock guards it.
	hub *stream.Hub

	mu    sync.Mutex
	users int
	// used is the wall time at which the last user left.
	used time.Time
	// gone is set when the session is taken out of the book. From then on it takes no users.
	gone bool
}

// begin counts a user in, and reports whether the session is still there.
func (s *session) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.gone {
		s.users++
	}
	return !s.gone
}

// end counts a user out.
func (s *session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users--
	s.used = time.Now()
}

// remove marks the session as gone.
func (s *session) remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
}

// expire marks the session as gone if it has been idle for long enough. Otherwise it returns the earliest time at which
// that can be so.
func (s *session) expire(now time.Time) (gone bool, next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users > 0 {
		return false, now.Add(s.idle)
	}
	next = s.used.Add(s.idle)
	s.gone = !next.After(now)
	return s.gone, next
}

// close ends the streams of the session in good order, and gives back what it uses.
func (s *session) close() {
	s.hub.Close()
	s.giveBack()
}

// giveBack gives back what the session uses of that which all sessions may.
func (s *session) giveBack() {
	s.room.Nodes.Close()
	s.room.Tasks.Close()
	s.journal.Close()
}

// state describes the session.
func (s *session) state() State {
	state := State{Name: s.name, Hub: s.hub, Subscribers: s.hub.Subscribers(), Idle: s.idle}
	// The hub takes this lock within its own.
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == 0 {
		state.Used = s.used
	}
	return state
}

// State describes a session at a moment.
type State struct {
	Name string
	Hub  *stream.Hub
	// Subscribers is the number of connections.
	Subscribers int
	// Idle is how long the session stays without requests and connections; 0 is for good.
	Idle time.Duration
	// Used is the wall time at which its last request or connection ended, zero while there are some.
	Used time.Time
}

// seats are those of the program, for the connections of one session, which count as its users.
type seats struct {
	stream.Seats
	session *session
}

func (s seats) Take() error {
	if !s.session.begin() {
		return Missing(s.session.name)
	}
	err := s.Seats.Take()
	if err != nil {
		s.session.end()
	}
	return err
}

func (s seats) Free() {
	s.session.end()
	s.Seats.Free()
}
