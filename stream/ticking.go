package stream

import "time"

// pulse is how often subscribers check whether a heartbeat is due while ticks are rarer.
const pulse = time.Second

// watch counts a stream in and publishes the ticks due by now. The first stream starts the goroutine that publishes
// later ones.
func (h *Hub) watch() {
	h.mu.Lock()
	defer h.mu.Unlock()
	newest := h.feed().Watch(time.Now())
	if h.streams++; h.streams == 1 {
		h.woken.Store(newest)
		stop := make(chan struct{})
		h.stopTicking = stop
		h.left.Go(func() { h.tick(stop) })
	}
}

// unwatch counts a stream out. The last one stops that goroutine, and releases the batches and the faults of the epochs
// before this one.
func (h *Hub) unwatch() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams--; h.streams == 0 {
		close(h.stopTicking)
		h.feed().Forget()
		h.state.Load().rules.Forget()
	}
}

// tick publishes each tick when it is due, or when the clock has changed, and wakes the lanes, until stop or the hub
// is closed. It counts the ticks that the lanes were woken for, because a request may publish a tick earlier without
// waking them.
func (h *Hub) tick(stop <-chan struct{}) {
	for {
		due := h.feed().Clock().Due(h.woken.Load() + 1)
		h.options.Lanes.Expect(due)
		timer := time.NewTimer(min(time.Until(due), pulse))
		select {
		case <-timer.C:
		case <-h.steered:
			timer.Stop()
		case <-stop:
			timer.Stop()
			return
		case <-h.group.Closing():
			timer.Stop()
			return
		}
		if !h.group.Waiting() {
			h.unserved.Store(h.woken.Load() + 1)
		}
		h.woken.Store(h.publish(time.Now()))
		h.group.Wake()
	}
}

// publish publishes the ticks due at a wall time, returns the newest one, and lets go of those that all have got.
func (h *Hub) publish(wall time.Time) (newest int64) {
	f := h.feed()
	newest, _ = f.Advance(wall)
	f.Trim(func() int64 { return newest + 1 - h.register.Lag() })
	return newest
}

// steer tells the goroutine that publishes ticks that the clock has changed.
func (h *Hub) steer() {
	select {
	case h.steered <- struct{}{}:
	default: // It is about to look anyway.
	}
}
