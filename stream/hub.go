// Package stream owns the hub of one world: who is let in, and what of the world's events is carried to each over
// WebSocket and SSE.
package stream

import (
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
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Clock says when ticks are due, and what world time they have.
type Clock = feed.Clock

// Options are the hub's settings.
type Options struct {
	// World is what the events tell of, until a command changes it.
	World *world.World
	// Clock says when.
	Clock Clock
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
	// world is the newest one: commands replace it.
	world atomic.Pointer[world.World]

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

// New makes a hub whose newest tick is the one that is due now.
func New(o Options) *Hub {
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
	h := &Hub{options: o, group: o.Lanes.NewGroup(), ended: make(chan struct{})}
	h.feed = feed.New(feed.Options{
		Epoch: epochOf(o.World, o.Clock), Clock: o.Clock, Teller: o.World, Replay: o.Replay,
	}, time.Now())
	h.world.Store(o.World)
	return h
}

// epochOf names a world: equal scenario, seed, start, tick and initial speed give an equal name.
func epochOf(w *world.World, c Clock) string {
	scenario, err := json.Marshal(w.Scenario)
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, w.Seed, model.Stamp(c.Start), c.Tick, c.Speed)
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// Now returns the world and its time at this moment, cut to microseconds.
func (h *Hub) Now() (*world.World, time.Time) {
	// In this order a command that took effect before that time is in the world.
	now := h.feed.Clock().Now(time.Now())
	return h.world.Load(), now
}

// Newest returns the world, and how it is at the newest tick.
func (h *Hub) Newest() (*world.World, world.View) {
	newest, clock := h.feed.Advance(time.Now())
	w := h.world.Load()
	return w, w.At(clock.Time(newest))
}

// Epoch names the world that the hub tells of.
func (h *Hub) Epoch() string { return h.feed.Epoch() }

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
