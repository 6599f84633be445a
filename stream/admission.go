package stream

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/refuse"
	"trainmock/stream/wire"
)

// admit reads a request and counts its subscriber in. If that cannot be, it answers and returns nil.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request, layout wire.Framing) *subscriber {
	wish, err := ask.Subscribe(r, h.feed.Clock().Tick)
	if err == nil {
		wish.Filter.Derives, err = h.derives(wish.Filter)
	}
	if err == nil && !h.join() {
		w.Header().Set("Retry-After", strconv.FormatInt(int64(jitter(2*time.Second).Seconds()), 10))
		err = refuse.New(http.StatusServiceUnavailable,
			"Too many subscribers, or the server is ending: try again later, or raise --max-subscribers")
	}
	if err != nil {
		refuse.Of(err).Write(w)
		return nil
	}
	if layout == wire.SSE && wish.Named {
		layout = wire.NamedSSE
	}
	return newSubscriber(h, layout, wish)
}

// maxDerived is how many ids one filter may name that the scenario does not hold: each costs computing in every tick.
const maxDerived = 64

// derives reports whether a filter names ids that the scenario does not hold. It refuses those where the hub is strict,
// and too many of them everywhere.
func (h *Hub) derives(f ask.Filter) (bool, error) {
	w := h.state.Load().world
	tasks, nodes := absent(f.TaskIDs, w.HasTask), absent(f.NodeIDs, w.HasNode)
	switch {
	case h.options.Strict && tasks > 0:
		return false, refuse.New(http.StatusNotFound, "Task not found")
	case h.options.Strict && nodes > 0:
		return false, refuse.New(http.StatusNotFound, "Node not found")
	case tasks > maxDerived:
		return false, tooManyAbsent("task_id", tasks)
	case nodes > maxDerived:
		return false, tooManyAbsent("node_id", nodes)
	}
	return tasks+nodes > 0, nil
}

// absent returns how many of the ids the scenario does not hold.
func absent(ids []string, held func(id string) bool) int {
	count := 0
	for _, id := range ids {
		if !held(id) {
			count++
		}
	}
	return count
}

func tooManyAbsent(parameter string, count int) error {
	return refuse.Invalid(parameter, "list.max_items", fmt.Sprintf(
		"%d ids that the scenario does not hold are too many: at most %d, beside any that it holds", count, maxDerived,
	))
}

// Join counts a connection in that the hub does not serve, until leave is called; false where there are too many.
// closing is closed when it is to end.
func (h *Hub) Join() (closing <-chan struct{}, leave func(), ok bool) {
	return h.group.Closing(), h.leave, h.join()
}

// Subscribers returns how many there are.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribers
}

// join counts a subscriber in, unless the hub is full or closed.
func (h *Hub) join() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.subscribers >= h.options.MaxSubscribers {
		return false
	}
	h.subscribers++
	h.left.Add(1)
	return true
}

// leave counts a subscriber out.
func (h *Hub) leave() {
	h.mu.Lock()
	h.subscribers--
	h.mu.Unlock()
	h.left.Done()
}

// jitter returns a random time in [least, 2·least): subscribers that leave together come back apart.
func jitter(least time.Duration) time.Duration { return least + rand.N(least) }
