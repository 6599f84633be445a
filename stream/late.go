package stream

import "time"

// Late returns for how long the next tick that the lanes have to serve has been due, and the time between two ticks.
// late is 0 while there are no streams.
func (h *Hub) Late() (late, tick time.Duration) {
	clock := h.feed().Clock()
	h.mu.Lock()
	watched := h.streams > 0
	h.mu.Unlock()
	if !watched {
		return 0, clock.Tick
	}
	unserved := h.woken.Load() + 1
	if h.group.Waiting() {
		unserved = h.unserved.Load()
	}
	return max(0, time.Since(clock.Due(unserved))), clock.Tick
}
