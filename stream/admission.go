package stream

import (
	"fmt"
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/fault"
	"trainmock/stream/refuse"
	"trainmock/stream/wire"
)

// admit reads a request and counts its subscriber in. If the request is refused, admit writes the refusal and returns
// nil.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request, framing wire.Framing) *subscriber {
	wish, err := ask.Subscribe(r, h.feed().Clock().Tick)
	if err == nil {
		wish.Filter.Derives, err = h.derives(wish.Filter)
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
	s := newSubscriber(h, framing, wish)
	s.cursor.SetControl(h.options.Control(r))
	if own := fault.Own(r.Context()); own != nil {
		s.heeds.own = &own
	}
	s.enlist(r)
	return s
}

// maxDerived limits the ids outside the scenario in one filter, because each is computed in every tick.
const maxDerived = 64

// derives reports whether a filter has ids outside the scenario. It refuses them if the hub is strict, or if there are
// more than maxDerived.
func (h *Hub) derives(f ask.Filter) (bool, error) {
	w := h.state.Load().world
	tasks, nodes := absent(f.TaskIDs, w.HasTask), absent(f.NodeIDs, w.HasNode)
	switch {
	case h.options.Strict && tasks > 0:
		return false, refuse.TaskNotFound()
	case h.options.Strict && nodes > 0:
		return false, refuse.NodeNotFound()
	case tasks > maxDerived:
		return false, tooManyAbsent("task_id", tasks)
	case nodes > maxDerived:
		return false, tooManyAbsent("node_id", nodes)
	}
	return tasks+nodes > 0, nil
}

// absent returns the number of ids that the scenario does not hold.
func absent(ids []string, held func(id string) bool) int {
	count := 0
	for _, id := range ids {
		if !held(id) {
			count++
		}
	}
	return count
}

// tooManyAbsent refuses a parameter with more than maxDerived ids outside the scenario.
func tooManyAbsent(parameter string, count int) error {
	return refuse.Invalid(parameter, "list.max_items", fmt.Sprintf(
		"%d ids that the scenario does not hold are too many: at most %d, beside any that it holds", count, maxDerived,
	))
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
	return h.connected
}

// enter counts a subscriber in, or refuses it if the hub is full or closed.
func (h *Hub) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.options.Seats.Take(); err != nil {
		return err
	}
	if h.closed {
		h.options.Seats.Free()
		gone := refuse.New(http.StatusServiceUnavailable, "This world is ending: try again later")
		gone.RetryAfter = jitter(retryLeast)
		return gone
	}
	h.connected++
	h.left.Add(1)
	return nil
}

// leave counts a subscriber out.
func (h *Hub) leave() {
	h.mu.Lock()
	h.connected--
	h.mu.Unlock()
	h.options.Seats.Free()
	h.left.Done()
}
