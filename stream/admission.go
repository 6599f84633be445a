package stream

import (
	"math/rand/v2"
	"net/http"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/refuse"
	"trainmock/stream/wire"
)

// admit reads a request and counts its subscriber in. If the request is refused, admit writes the refusal and returns
// nil.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request, framing wire.Framing) *subscriber {
	wish, err := ask.Subscribe(r, h.feed.Clock().Tick)
	if err == nil {
		err = h.checkIDs(wish.Filter)
	}
	if err == nil {
		err = h.enter()
	}
	if err != nil {
		refuse.Of(err).Write(w)
		return nil
	}
	if framing == wire.SSE && wish.Named {
		framing = wire.NamedSSE
	}
	return newSubscriber(h, framing, wish)
}

// checkIDs refuses a filter with an id outside the scenario, if the hub is strict.
func (h *Hub) checkIDs(f ask.Filter) error {
	if !h.options.Strict {
		return nil
	}
	w := h.state.Load().world
	for _, id := range f.TaskIDs {
		if !w.HasTask(id) {
			return refuse.New(http.StatusNotFound, "Task not found")
		}
	}
	for _, id := range f.NodeIDs {
		if !w.HasNode(id) {
			return refuse.New(http.StatusNotFound, "Node not found")
		}
	}
	return nil
}

// Join counts in a connection that the hub does not serve itself, until leave is called. The connection is to end when
// closing is closed. If the hub is full or closed, Join returns an error of type *refuse.Refusal.
func (h *Hub) Join() (closing <-chan struct{}, leave func(), err error) {
	return h.group.Closing(), h.leave, h.enter()
}

// Subscribers returns the number of connections that are counted in.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribers
}

// enter counts a subscriber in, or refuses it if the hub is full or closed.
func (h *Hub) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.subscribers >= h.options.MaxSubscribers {
		full := refuse.New(http.StatusServiceUnavailable,
			"Too many subscribers, or the server is ending: try again later, or raise --max-subscribers")
		full.RetryAfter = jitter(retryLeast)
		return full
	}
	h.subscribers++
	h.left.Add(1)
	return nil
}

// leave counts a subscriber out.
func (h *Hub) leave() {
	h.mu.Lock()
	h.subscribers--
	h.mu.Unlock()
	h.left.Done()
}

// jitter returns a random time in [least, 2·least), so that clients that leave together come back one by one.
func jitter(least time.Duration) time.Duration { return least + rand.N(least) }
