package stream

import "time"

// pulse is how often subscribers check whether a heartbeat is due while ticks are rarer.
const pulse = time.Second

// watch counts a stream in and publishes the ticks due by now. The first stream starts the goroutine that publishes
// later ones.
func (h *Hub) watch() {
	h.mu.Lock()
	defer h.mu.Unlock()
	newest := h.feed.Watch(time.Now())
	if h.streams++; h.streams == 1 {
		h.woken.Store(newest)
		stop := make(chan struct{})
		h.stopTicking = stop
		h.left.Go(func() { h.tick(newest, stop) })
	}
}

// unwatch counts a stream out. The last one stops that goroutine, and releases the batches.
func (h *Hub) unwatch() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams--; h.streams == 0 {
		close(h.stopTicking)
		h.feed.Forget()
	}
}

// tick publishes each tick after newest when it is due and wakes the lanes, until stop or the hub is closed. It keeps
// its own count, because a request may publish a tick earlier without waking the lanes.
func (h *Hub) tick(newest int64, stop <-chan struct{}) {
	for {
		timer := time.NewTimer(min(time.Until(h.feed.Clock().Due(newest+1)), pulse))
		select {
		case <-timer.C:
			if !h.group.Waiting() {
				h.unserved.Store(newest + 1)
			}
			newest, _ = h.feed.Advance(time.Now())
			h.woken.Store(newest)
			h.group.Wake()
			continue
		case <-stop:
		case <-h.group.Closing():
		}
		timer.Stop()
		return
	}
}
