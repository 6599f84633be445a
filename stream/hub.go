// Package stream owns the hub: it says when a tick is due, and carries the world's events to every subscriber over
// WebSocket and SSE.
package stream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"trainmock/stream/world"
)

const (
	// writeWait is how long one write may take.
	writeWait = 10 * time.Second
	// byeWait is how long the last write may take.
	byeWait = 500 * time.Millisecond
	// maxReplay is how many bytes a subscriber gets of ticks that are no longer at hand.
	maxReplay = 64 << 20
	// quietTime is how long a connection stays silent before a heartbeat.
	quietTime = 15 * time.Second
	// pulse is how often subscribers look at their clocks when no tick wakes them.
	pulse = 5 * time.Second
	// maxAhead is how far ahead of the newest tick an id may be to be waited for: the clocks of replicas differ.
	maxAhead = 5 * time.Second
)

// Options are the hub's settings.
type Options struct {
	// World is what the events tell of.
	World *world.World
	// Clock says when.
	Clock Clock
	// Replay is how far back, in wall time, a subscriber can resume. Defaults to 10 minutes.
	Replay time.Duration
	// MaxSubscribers is how many there may be at a time. Defaults to 10,000.
	MaxSubscribers int
	// Strict refuses filters that name ids outside the scenario.
	Strict bool
	// AllowOrigin says whether the page that a request comes from may open a WebSocket. Defaults to all.
	AllowOrigin func(r *http.Request) bool
	// Log is told when a connection ends otherwise than by either side's wish. Defaults to none.
	Log *slog.Logger
}

// Hub publishes ticks. Publishing moves a number and wakes the subscribers; it never waits for one.
type Hub struct {
	Options
	epoch string

	mu sync.Mutex
	// ring holds the newest ticks.
	ring ring
	// wake is closed, and replaced, whenever there may be something to do for subscribers.
	wake chan struct{}
	// subscribers are those connected.
	subscribers map[*subscriber]struct{}
	closed      bool

	// closing is closed when subscribers are to say good-bye; left counts those that have yet to.
	closing chan struct{}
	left    sync.WaitGroup
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
	return &Hub{
		Options: o, epoch: epochOf(o.World, o.Clock), ring: newRing(o.Clock.Newest(time.Now())),
		wake: make(chan struct{}), subscribers: map[*subscriber]struct{}{}, closing: make(chan struct{}),
	}
}

// epochOf names a world: equal scenario, seed, start, tick and initial speed give an equal name.
func epochOf(w *world.World, c Clock) string {
	scenario, err := json.Marshal(w.Scenario)
	if err != nil {
		panic(fmt.Sprintf("stream: the scenario cannot be encoded: %v", err))
	}
	name := fmt.Sprintf("%s|%d|%s|%s|%v", scenario, w.Seed, world.Stamp(c.Start), c.Tick, c.Speed)
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// Run publishes ticks until the context is done.
func (h *Hub) Run(ctx context.Context) {
	for {
		newest, _ := h.state()
		wait := min(time.Until(h.Clock.Due(newest+1)), pulse)
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			h.publish(h.Clock.Newest(time.Now()))
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// publish makes a tick the newest and wakes everybody.
func (h *Hub) publish(newest int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if newest > h.ring.newest {
		h.ring.advance(newest)
	}
	close(h.wake)
	h.wake = make(chan struct{})
}

// state is the newest tick and what is closed when it is no longer.
func (h *Hub) state() (newest int64, wake <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ring.newest, h.wake
}

// batch is a published tick, and whether it was at hand; if not it is computed for the caller alone.
func (h *Hub) batch(tick int64) (b *batch, atHand bool) {
	fresh := func(tick int64) *batch { return newBatch(h.epoch, tick, h.Clock, h.World) }
	h.mu.Lock()
	defer h.mu.Unlock()
	if b, ok := h.ring.at(tick, fresh); ok {
		return b, true
	}
	return fresh(tick), false
}

// Now is the world and its time at this moment, cut to microseconds.
func (h *Hub) Now() (*world.World, time.Time) { return h.World, h.Clock.Now(time.Now()) }

// Epoch names the world that the hub tells of.
func (h *Hub) Epoch() string { return h.epoch }

// Subscribers is how many there are.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subscribers)
}

// join registers a subscriber, unless the hub is full or closed.
func (h *Hub) join(s *subscriber) bool {
	h.mu.Lock()
	count := len(h.subscribers)
	free := !h.closed && count < h.MaxSubscribers
	if free {
		h.subscribers[s] = struct{}{}
		h.left.Add(1)
	}
	h.mu.Unlock()
	if free {
		h.Log.Debug("subscriber joined", "subscribers", count+1, "filter", s.request.filter.key)
	}
	return free
}

// leave takes a subscriber off the register.
func (h *Hub) leave(s *subscriber) {
	h.mu.Lock()
	delete(h.subscribers, s)
	count := len(h.subscribers)
	h.mu.Unlock()
	h.Log.Debug("subscriber left", "subscribers", count)
	h.left.Done()
}

// Close says good-bye to every subscriber and returns when all have left. Who does not take the message within half a
// second is cut off. No one can join afterwards.
func (h *Hub) Close() {
	h.mu.Lock()
	already := h.closed
	h.closed = true
	h.mu.Unlock()
	if already {
		return
	}
	close(h.closing)
	abort := time.AfterFunc(byeWait, h.abort)
	defer abort.Stop()
	h.left.Wait()
}

// abort breaks off the connections that are left.
func (h *Hub) abort() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subscribers {
		s.to.abort()
	}
}

// jitter is a random time in [least, 2·least): subscribers that leave together come back apart.
func jitter(least time.Duration) time.Duration { return least + rand.N(least) }
