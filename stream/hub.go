// Package stream owns the hub of one world: who is let in, and what of the world's events is carried to each over
// WebSocket and SSE.
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

	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Options are the hub's settings.
type Options struct {
	// Genesis is what the run begins with, unless the journal holds entries.
	Genesis journal.Genesis
	// Journal keeps what is decided. The hub is the only one that appends. Defaults to one in memory.
	Journal journal.Journal
	// Lanes serve the subscribers. The program runs them; any number of hubs may share them.
	Lanes *deliver.Lanes
	// Replay is how far back, in wall time, a subscriber can resume. Defaults to 10 minutes.
	Replay time.Duration
	// MaxSubscribers is how many there may be at a time. Defaults to 10,000.
	MaxSubscribers int
	// Strict refuses filters that name ids outside the scenario.
	Strict bool
	// AllowOrigin reports whether the page that a request comes from may open a WebSocket. Defaults to all.
	AllowOrigin func(r *http.Request) bool
	// Log is told when a connection ends otherwise than by either side's wish. Defaults to none.
	Log *slog.Logger
}

// Hub publishes ticks. Publishing moves a number and wakes the lanes; it never waits for a subscriber. A hub without
// subscribers holds no goroutine and no timer: its newest tick is computed when somebody asks.
type Hub struct {
	options Options
	feed    *feed.Feed
	group   *deliver.Group
	journal journal.Journal
	// state is what the journal says. Only decide changes it.
	state atomic.Pointer[state]
	// deciding holds a token while a command is decided on: they queue.
	deciding chan struct{}

	mu sync.Mutex
	// subscribers is how many there are, and streams how many of them the hub serves itself.
	subscribers, streams int
	closed               bool
	// stopTicking ends the goroutine that publishes ticks, if there are streams.
	stopTicking chan struct{}

	// left counts the subscribers that have yet to leave, and the goroutine that publishes ticks; ended is closed when
	// Close has waited for them.
	left  sync.WaitGroup
	ended chan struct{}

	requests counts
}

// New makes a hub whose newest tick is the one that is due now. It fails where the journal, or its genesis, describes
// no world.
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
		deciding: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	h.feed = feed.New(feed.Options{
		Epoch: epochOf(first.world, first.clock), Clock: first.clock, Teller: first.telling(), Replay: o.Replay,
	}, time.Now())
	h.state.Store(&first)
	return h, nil
}

// epochOf names a world: equal scenario, seed, start, tick and initial speed give an equal name.
func epochOf(w *world.World, c Clock) string {
	scenario, err := json.Marshal(w.Scenario())
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, w.Seed(), model.Stamp(c.Start), c.Tick, c.Speed)
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// Now returns the world and its time at this moment, cut to microseconds. It is not before the newest command, so that
// who asks next sees what the command does.
func (h *Hub) Now() (*world.World, time.Time) {
	// In this order a command that took effect before that time is in the world.
	now := h.feed.Clock().Now(time.Now())
	s := h.state.Load()
	if s.shown.After(now) {
		now = s.shown
	}
	return s.world, now
}

// Newest returns the world, and how it is at the newest tick.
func (h *Hub) Newest() (*world.World, world.View) {
	newest, clock := h.feed.Advance(time.Now())
	w := h.state.Load().world
	return w, w.At(clock.Time(newest))
}

// Epoch names the world that the hub tells of.
func (h *Hub) Epoch() string { return h.feed.Epoch() }

// IsStrict reports whether ids outside the scenario are unknown, instead of derived.
func (h *Hub) IsStrict() bool { return h.options.Strict }

// AllowOrigin reports whether the page that a request comes from may open a WebSocket.
func (h *Hub) AllowOrigin(r *http.Request) bool { return h.options.AllowOrigin(r) }

// Close says good-bye to every subscriber and returns when all have left. It cuts off those that do not take the
// message within half a second. No one can join afterwards.
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
	cut := time.AfterFunc(deliver.CloseTimeout, h.group.Abort)
	defer cut.Stop()
	h.left.Wait()
	h.group.Wait()
	close(h.ended)
}
