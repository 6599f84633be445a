package stream

import "time"

// pulse is how often subscribers look at their clocks when no tick wakes them.
const pulse = time.Second

// watch publishes the ticks that are due, and has those to come published from the first stream on.
func (h *Hub) watch() {
	newest, _ := h.feed.Advance(time.Now())
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams++; h.streams == 1 {
		stop := make(chan struct{})
		h.stopTicking = stop
		h.left.Go(func() { h.tick(newest, stop) })
	}
}

// unwatch undoes a watch. With the last stream the ticking ends, and the batches are let go of.
func (h *Hub) unwatch() {
	h.mu.Lock()
	h.streams--
	last := h.streams == 0
	if last {
		close(h.stopTicking)
	}
	h.mu.Unlock()
	if last {
		h.feed.Forget()
	}
}

// tick publishes each tick behind the newest when it is due and wakes the lanes, until it is stopped or the hub
// closes. It keeps count itself: others may find a tick due before it does, and wake nobody.
func (h *Hub) tick(newest int64, stop <-chan struct{}) {
	for {
		timer := time.NewTimer(min(time.Until(h.feed.Clock().Due(newest+1)), pulse))
		select {
		case <-timer.C:
			newest, _ = h.feed.Advance(time.Now())
			h.group.Wake()
			continue
		case <-stop:
		case <-h.group.Closing():
		}
		timer.Stop()
		return
	}
}
