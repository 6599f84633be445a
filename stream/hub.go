// Package stream owns the hub of one world: it admits subscribers, and sends each its events over WebSocket or SSE.
package stream

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"trainmock/stream/account"
	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/register"
	"trainmock/stream/requests"
	"trainmock/stream/world"
)

// Hub publishes the ticks of one world. To publish is to move a number and wake the lanes, without waiting for any
// subscriber. A hub without subscribers holds no goroutine and no timer, unless it follows a shared journal: its newest
// tick is computed on demand.
type Hub struct {
	options Options
	group   *deliver.Group
	// turns are those of slow work for the subscribers.
	turns   *feed.Turns
	journal journal.Journal
	// state is the fold over the journal. It changes only while deciding holds a token, and that of a shared journal only
	// as that is followed.
	state atomic.Pointer[state]
	// shared is nil if no other hub appends to the journal.
	shared *shared
	// woken is the newest tick that the lanes were woken for, and unserved the first one that they have yet to begin as
	// long as group.Waiting. The goroutine that publishes ticks sets both.
	woken, unserved atomic.Int64
	// steered holds a token after a change of the clock or of the epoch.
	steered chan struct{}
	// advancing holds a token while a call of Advance is under way.
	advancing chan struct{}
	// deciding holds a token while a call of Do is under way; other calls wait for it.
	deciding chan struct{}

	mu sync.Mutex
	// connected counts all connections, and streams those that the hub serves itself.
	connected, streams int
	closed             bool
	// stopTicking ends the goroutine that publishes ticks. It is in use while there are streams.
	stopTicking chan struct{}

	// left waits for all subscribers and for the goroutine that publishes ticks. Close then closes ended.
	left  sync.WaitGroup
	ended chan struct{}

	asked    fault.Asked
	register register.Register
	log      requests.Log
	account  account.Account
}

// New returns a hub whose newest tick is the one due now. It fails if the journal or the genesis describes no world, or
// one for which there is no room.
func New(o Options) (*Hub, error) {
	o = o.withDefaults()
	o.gaps = &feed.Gaps{}
	turns := o.Turns.Share()
	common := newShared(o.Lead)
	o.mayPublish = common.mayPublish()
	first, err := open(context.Background(), o, turns)
	if err != nil {
		return nil, err
	}
	h := &Hub{
		options: o, group: o.Lanes.NewGroup(), turns: turns, journal: o.Journal,
		deciding: make(chan struct{}, 1), advancing: make(chan struct{}, 1),
		steered: make(chan struct{}, 1), ended: make(chan struct{}), shared: common,
	}
	h.state.Store(&first.state)
	if common != nil {
		common.begin(*first)
		h.startFollowing()
	}
	return h, nil
}

// Now returns the world and its present time in whole microseconds. The time is never before the newest command, so
// that every later request sees the command's effect.
func (h *Hub) Now() (*world.World, time.Time) {
	for s := h.state.Load(); ; {
		// The clock is read before the world: the world then holds every command up to that time.
		now, before := s.feed.Clock().Now(time.Now()), s
		if s = h.state.Load(); s.feed != before.feed {
			continue
		}
		if s.shown.After(now) {
			now = s.shown
		}
		return s.world, now
	}
}

// feed returns the feed of the present epoch.
func (h *Hub) feed() *feed.Feed { return h.state.Load().feed }

// Newest returns the world and its view at the newest tick.
func (h *Hub) Newest() (*world.World, world.View) {
	for s := h.state.Load(); ; {
		newest, clock := s.feed.Advance(time.Now())
		before := s
		if s = h.state.Load(); s.feed == before.feed {
			return s.world, s.world.At(clock.Time(newest))
		}
	}
}

// Epoch returns the name of the world in event ids.
func (h *Hub) Epoch() string { return h.state.Load().epoch() }

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
	h.turns.End()
	h.log.Close()
	cut := time.AfterFunc(deliver.CloseTimeout, h.group.Abort)
	defer cut.Stop()
	h.left.Wait()
	h.group.Wait()
	h.feed().Forget()
	close(h.ended)
}
