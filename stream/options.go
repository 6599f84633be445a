package stream

import (
	"log/slog"
	"net/http"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
)

// Options configure a hub.
type Options struct {
	// Genesis begins the run if the journal is empty.
	Genesis journal.Genesis
	// Journal keeps the run's decisions. Only the hub appends to it, unless there is a lead. Defaults to a journal in
	// memory.
	Journal journal.Journal
	// Lead is set if other hubs append to the journal, too: it is how long after it was made a decision takes effect, so
	// that all of them know it by then. Defaults to 0.
	Lead time.Duration
	// Lanes serve the subscribers. The program runs them; any number of hubs may share them.
	Lanes *deliver.Lanes
	// Replay is how far back, in wall time, a subscriber can resume. Defaults to 10 minutes.
	Replay time.Duration
	// Slept returns how long the machine has slept while the monotonic clock stood still, such as feed.NewSleep does.
	// World time goes on meanwhile. Defaults to never.
	Slept func() time.Duration
	// Seats limits the connections at a time. Hubs may share them. Defaults to MaxSubscribers of the hub's own.
	Seats Seats
	// MaxSubscribers is the number of those. Defaults to 10,000.
	MaxSubscribers int
	// Turns are those of slow work for subscribers. Hubs may share them. Defaults to turns of the hub's own.
	Turns *feed.Turns
	// Decisions limits the changes that are computed at a time and a second. Hubs may share it. Defaults to a limit of
	// the hub's own.
	Decisions *Decisions
	// Budget limits the memory of encoded ticks. Hubs may share it. Defaults to no limit beside that of each ring.
	Budget *feed.Budget
	// Room limits the sizes of the hub's worlds. Defaults to no limit. It stays taken when the hub is closed.
	Room Room
	// Strict refuses filters that name ids outside the scenario.
	Strict bool
	// AllowOrigin reports whether the page that sent a request may open a WebSocket. Defaults to every page.
	AllowOrigin func(r *http.Request) bool
	// Control returns what the client of a stream may do under /mock: open, token (once it sends the token) or none.
	// Defaults to none.
	Control func(r *http.Request) string
	// Log gets a line for each connection that begins, ends or fails. Defaults to no log.
	Log *slog.Logger
	// gaps counts the gaps in all epochs.
	gaps *feed.Gaps
	// mayPublish is that of feed.Options.
	mayPublish func(late time.Duration) bool
}

// withDefaults returns the options with values for those that were left out.
func (o Options) withDefaults() Options {
	if o.Replay == 0 {
		o.Replay = 10 * time.Minute
	}
	if o.MaxSubscribers == 0 {
		o.MaxSubscribers = 10_000
	}
	if o.Seats == nil {
		o.Seats = NewSeats(o.MaxSubscribers)
	}
	if o.Turns == nil {
		o.Turns = feed.NewTurns()
	}
	if o.Decisions == nil {
		o.Decisions = NewDecisions()
	}
	if o.AllowOrigin == nil {
		o.AllowOrigin = func(*http.Request) bool { return true }
	}
	if o.Control == nil {
		o.Control = func(*http.Request) string { return "none" }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Journal == nil {
		o.Journal = &journal.Memory{}
	}
	return o
}
