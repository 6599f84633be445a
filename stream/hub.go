// Package stream owns the hub: it says when a tick is due, and carries the world's events to every subscriber over
// WebSocket and SSE.
package stream

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

const (
	// byeWait is how long the last write may take.
	byeWait = 500 * time.Millisecond
	// maxReplay is how many bytes a subscriber gets of ticks that are no longer at hand.
	maxReplay = 64 << 20
	// quietTime is how long a connection stays silent before a heartbeat.
	quietTime = 15 * time.Second
	// pulse is how often subscribers look at their clocks when no tick wakes them.
	pulse = time.Second
	// maxAhead is how far ahead of the newest tick an id may be to be waited for: the clocks of replicas differ.
	maxAhead = 5 * time.Second
)

// Options are the hub's settings.
type Options struct {
	// World is what the events tell of, until a command changes it.
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

// Hub publishes ticks. Publishing moves a number and wakes the lanes; it never waits for a subscriber.
type Hub struct {
	Options
	epoch string
	lanes []*lane

	mu sync.Mutex
	// world is the newest one: commands replace it.
	world *world.World
	// ring holds the newest ticks.
	ring ring
	// subscribers is how many there are.
	subscribers int
	closed      bool

	// closing is closed when subscribers are to say good-bye; left counts those that have yet to.
	closing chan struct{}
	left    sync.WaitGroup

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
	h := &Hub{
		Options: o, epoch: epochOf(o.World, o.Clock), world: o.World, ring: newRing(o.Clock.Newest(time.Now())),
		lanes: make([]*lane, runtime.GOMAXPROCS(0)), closing: make(chan struct{}),
	}
	for i := range h.lanes {
		h.lanes[i] = newLane()
	}
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

// Run publishes ticks, and has the lanes carry them, until the context is done.
func (h *Hub) Run(ctx context.Context) {
	var lanes sync.WaitGroup
	defer lanes.Wait()
	for _, l := range h.lanes {
		lanes.Go(func() { l.run(ctx) })
	}
	for {
		wait := min(time.Until(h.Clock.Due(h.newest()+1)), pulse)
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

// publish makes a tick the newest and wakes the lanes.
func (h *Hub) publish(newest int64) {
	h.mu.Lock()
	if newest > h.ring.newest {
		h.ring.advance(newest)
	}
	h.mu.Unlock()
	for _, l := range h.lanes {
		l.rouse()
	}
}

// newest is the newest tick.
func (h *Hub) newest() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ring.newest
}

// end is the id of the last event of a tick.
func (h *Hub) end(tick int64) ask.EventID {
	b, _ := h.batch(tick)
	return ask.EventID{Epoch: h.epoch, Tick: tick, Index: len(b.all()) - 1}
}

// batch is a published tick, and whether it was at hand; if not it is computed for the caller alone.
func (h *Hub) batch(tick int64) (b *batch, atHand bool) {
	fresh := func(tick int64) *batch { return newBatch(h.epoch, tick, h.Clock, h.world) }
	h.mu.Lock()
	defer h.mu.Unlock()
	if b, ok := h.ring.at(tick, fresh); ok {
		return b, true
	}
	return fresh(tick), false
}

// Now is the world and its time at this moment, cut to microseconds.
func (h *Hub) Now() (*world.World, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.world, h.Clock.Now(time.Now())
}

// Newest is the world, and how it is at the newest tick.
func (h *Hub) Newest() (*world.World, world.View) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.world, h.world.At(h.Clock.Time(h.ring.newest))
}

// Join counts a connection in that the hub does not serve, until leave is called; false where there are too many. closing
// is closed when it is to end.
func (h *Hub) Join() (closing <-chan struct{}, leave func(), ok bool) {
	return h.closing, h.forget, h.join()
}

// Epoch names the world that the hub tells of.
func (h *Hub) Epoch() string { return h.epoch }

// Subscribers is how many there are.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribers
}

// join counts a subscriber in, unless the hub is full or closed.
func (h *Hub) join() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.subscribers >= h.MaxSubscribers {
		return false
	}
	h.subscribers++
	h.left.Add(1)
	return true
}

// enlist puts a subscriber on the lane with the fewest.
func (h *Hub) enlist(s *subscriber) {
	least := slices.MinFunc(h.lanes, func(a, b *lane) int { return cmp.Compare(a.size(), b.size()) })
	least.enlist(s)
	h.Log.Debug("subscriber joined", "filter", s.wish.Filter.Key)
}

// leave counts a subscriber out, wherever it has come.
func (h *Hub) leave(s *subscriber, remote any) {
	if s.lane != nil {
		s.lane.dismiss(s)
	}
	level := slog.LevelDebug
	if errors.Is(s.failure, os.ErrDeadlineExceeded) {
		level = slog.LevelInfo
	}
	h.Log.Log(context.Background(), level, "subscriber left", "remote", remote, "error", s.failure)
	h.forget()
}

// forget counts a subscriber out.
func (h *Hub) forget() {
	h.mu.Lock()
	h.subscribers--
	h.mu.Unlock()
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
		h.left.Wait()
		return
	}
	close(h.closing)
	for _, l := range h.lanes {
		h.left.Go(func() { l.stir(nil, 0) })
	}
	abort := time.AfterFunc(byeWait, func() {
		for _, l := range h.lanes {
			l.abort()
		}
	})
	defer abort.Stop()
	h.left.Wait()
}

// jitter is a random time in [least, 2·least): subscribers that leave together come back apart.
func jitter(least time.Duration) time.Duration { return least + rand.N(least) }
