package register

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unique"

	"trainmock/stream/model"
)

// prefix begins the ids of connections.
const prefix = "s"

// maxText is how much of an address or a user agent is kept, in bytes.
const maxText = 200

// Member is a connection on the list. The register calls its methods from any goroutine, and none of them waits for
// the client.
type Member interface {
	// Filter returns the present filter. A member changes it within Register.Change only.
	Filter() model.StreamFilter
	// Sent returns the numbers of events and bytes sent.
	Sent() (events, bytes int64)
	// Lag returns the number of published ticks that are yet to be sent.
	Lag() int64
	// Faults returns the names of the faults in force for it.
	Faults() []string
	// Post queues a message, and reports whether there was room. It may be called after Register.Remove.
	Post(m Message) bool
	// Kick queues the end of the connection. It may be called after Register.Remove.
	Kick(code int, reason string)
	// Reset breaks the connection off so that the client sees an error, and Abort breaks it off.
	Reset()
	Abort()
}

// Seat is the entry of a connection.
type Seat struct {
	number    uint64
	member    Member
	transport model.Transport
	remote    string
	// agent is shared by all clients of a kind.
	agent unique.Handle[string]
	since time.Time
	// gone is closed when the connection has left. It is nil unless somebody waits for that.
	gone chan struct{}
}

// NewSeat returns the entry of a connection that a request opens now.
func NewSeat(r *http.Request, transport model.Transport) *Seat {
	return &Seat{
		transport: transport, remote: short(r.RemoteAddr), agent: unique.Make(short(r.UserAgent())), since: time.Now(),
	}
}

// short returns a text of at most maxText bytes, which does not hold on to a longer one.
func short(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.Clone(text[:maxText])
}

// ID returns the id of the connection. The seat must be on a list.
func (s *Seat) ID() string { return prefix + strconv.FormatUint(s.number, 10) }

// Transport returns how the connection is sent.
func (s *Seat) Transport() model.Transport { return s.transport }

// describe returns the connection as the routes show it.
func (s *Seat) describe() model.Subscription {
	events, bytes := s.member.Sent()
	return model.Subscription{
		ID: s.ID(), Transport: s.transport, Remote: seen(s.remote), UserAgent: seen(s.agent.Value()),
		Filter: s.member.Filter(), Since: model.Stamp(s.since), Events: events, Bytes: bytes,
		Behind: s.member.Lag(), Faults: s.member.Faults(),
	}
}

// seen returns a client's text as it may be shown.
func seen(text string) string { return model.Visible(strings.ToValidUTF8(text, "\uFFFD")) }
