// Package stream owns the hub of one world: it admits subscribers, and sends each its events over WebSocket or SSE.
package stream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Options configure a hub.
type Options struct {
	// Genesis begins the run if the journal is empty.
	Genesis journal.Genesis
	// Journal keeps the run's decisions. Only the hub appends to it. Defaults to a journal in memory.
	Journal journal.Journal
	// Lanes serve the subscribers. The program runs them; any number of hubs may share them.
	Lanes *deliver.Lanes
	// Replay is how far back, in wall time, a subscriber can resume. Defaults to 10 minutes.
	Replay time.Duration
	// Slept returns how long the machine has slept while the monotonic clock stood still, such as feed.NewSleep does.
	// World time goes on meanwhile. Defaults to never.
	Slept func() time.Duration
	// MaxSubscribers limits the connections at a time. Defaults to 10,000.
	MaxSubscribers int
	// Strict refuses filters that name ids outside the scenario.
	Strict bool
	// AllowOrigin reports whether the page that sent a request may open a WebSocket. Defaults to every page.
	AllowOrigin func(r *http.Request) bool
	// Control returns what the client of a stream may do under /mock: open, token (once it sends the token) or none.
	// Defaults to none.
	Control func(r *http.Request) string
	// Log gets a line for each connection that begins, ends or fails. Defaults to no log.
	Log *slog.Logger
}

// Hub publishes the ticks of one world. To publish is to move a number and wake the lanes, without waiting for any
// subscriber. A hub without subscribers holds no goroutine and no timer: its newest tick is computed on demand.
type Hub struct {
	options Options
	feed    *feed.Feed
	group   *deliver.Group
	journal journal.Journal
	// state is the fold over the journal. Only decide changes it.
	state atomic.Pointer[state]
	// woken is the newest tick that the lanes were woken for, and unserved the first one that they have yet to begin as
	// long as group.Waiting. The goroutine that publishes ticks sets both.
	woken, unserved atomic.Int64
	// deciding holds a token while a call of Do is under way; other calls wait for it.
	deciding chan struct{}
	// commands limits the rate of decisions.
	commands *rate.Limiter

	mu sync.Mutex
	// connected counts all connections, and streams those that the hub serves itself.
	connected, streams int
	closed             bool
	// stopTicking ends the goroutine that publishes ticks. It is in use while there are streams.
	stopTicking chan struct{}

	// left waits for all subscribers and for the goroutine that publishes ticks. Close then closes ended.
	left  sync.WaitGroup
	ended chan struct{}

	requests counts
}

// New returns a hub whose newest tick is the one due now. It fails if the journal or the genesis describes no world.
func New(o Options) (*Hub, error) {
	if o.Replay == 0 {
		o.Replay = 10 * time.Minute
	}
	if o.MaxSubscribers == 0 {
		o.MaxSubscribers = 10_000
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
	first, err := open(context.Background(), o.Journal, o.Genesis)
	if err != nil {
		return nil, err
	}
	h := &Hub{
		options: o, group: o.Lanes.NewGroup(), journal: o.Journal,
		deciding: make(chan struct{}, 1), commands: rate.NewLimiter(commandRate, commandBurst),
		ended: make(chan struct{}),
	}
	h.feed = feed.New(feed.Options{
		Epoch: epochOf(first.world, first.clock), Clock: first.clock, Teller: first.telling(), Replay: o.Replay,
		Slept: o.Slept,
	}, time.Now())
	h.state.Store(&first)
	return h, nil
}

// epochOf returns the name of a world: equal scenario, seed, start, tick and initial speed give an equal name.
func epochOf(w *world.World, c Clock) string {
	scenario, err := json.Marshal(w.Scenario())
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, w.Seed(), model.Stamp(c.Start), c.Tick, c.Speed)
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// Now returns the world and its present time in whole microseconds. The time is never before the newest command, so
// that every later request sees the command's effect.
func (h *Hub) Now() (*world.World, time.Time) {
	// The clock is read before the world: the world then holds every command up to that time.
	now := h.feed.Clock().Now(time.Now())
	s := h.state.Load()
	if s.shown.After(now) {
		now = s.shown
	}
	return s.world, now
}

// Newest returns the world and its view at the newest tick.
func (h *Hub) Newest() (*world.World, world.View) {
	newest, clock := h.feed.Advance(time.Now())
	w := h.state.Load().world
	return w, w.At(clock.Time(newest))
}

// Epoch returns the name of the world in event ids.
func (h *Hub) Epoch() string { return h.feed.Epoch() }

// IsStrict reports whether ids outside the scenario are unknown, instead of derived.
func (h *Hub) IsStrict() bool { return h.options.Strict }

// AllowOrigin reports whether the page that sent a request may open a WebSocket.
func (h *Hub) AllowOrigin(r *http.Request) bool { return h.options.AllowOrigin(r) }

// Close sends every subscriber a last message and returns when all have left. It cuts off a client that does not take
// the message within deliver.CloseTimeout. From then on every request to join is refused.
func (h *Hub) Close() {
	h.mu.Lock()
	already := h.closed
	h.closed = true
	h.mu.Unlock()
	if already {
		<-h.ended
		return
	}
	h.group.Close()
	h.feed.End()
	cut := time.AfterFunc(deliver.CloseTimeout, h.group.Abort)
	defer cut.Stop()
	h.left.Wait()
	h.group.Wait()
	close(h.ended)
}
