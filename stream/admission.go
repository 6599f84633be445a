package stream

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/wire"
)

// admit reads a request and counts its subscriber in. If that cannot be, it answers and returns nil.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request, layout wire.Framing) *subscriber {
	wish, err := ask.Subscribe(r, h.Clock.Tick)
	if err == nil {
		err = h.known(wish.Filter)
	}
	if err == nil && !h.join() {
		w.Header().Set("Retry-After", strconv.FormatInt(int64(jitter(2*time.Second).Seconds()), 10))
		err = ask.Refuse(http.StatusServiceUnavailable, "Too many subscribers, or the server is ending: try again later, or raise --max-subscribers")
	}
	if err != nil {
		refuse(w, err)
		return nil
	}
	return newSubscriber(h, layout, wish)
}

// known refuses filters that name what the scenario does not hold, where the hub is strict.
func (h *Hub) known(f ask.Filter) error {
	if !h.Strict {
		return nil
	}
	w, _ := h.Now()
	for _, id := range f.TaskIDs {
		if !w.HasTask(id) {
			return ask.Refuse(http.StatusNotFound, "Task not found")
		}
	}
	for _, id := range f.NodeIDs {
		if !w.HasNode(id) {
			return ask.Refuse(http.StatusNotFound, "Node not found")
		}
	}
	return nil
}

// refuse answers with an error of this package.
func refuse(w http.ResponseWriter, err error) {
	var refusal *ask.Refusal
	if !errors.As(err, &refusal) {
		refusal = ask.Refuse(http.StatusBadRequest, err.Error())
	}
	refusal.Write(w)
}
