package stream

import (
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Do changes the world by a command, whose instant it decides: now, or just after the newest tick, so that no tick that
// was published changes, and whoever asks next sees the effect. It returns the world as it is then, and the command as
// it was logged. Errors are those of world.World.With.
func (h *Hub) Do(c model.Command) (*world.World, model.Command, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.Clock.Now(time.Now())
	if published := h.Clock.Time(h.ring.newest); !at.After(published) {
		at = published.Add(time.Microsecond)
	}
	c.At = at.Sub(h.world.Start)
	c.At = max(c.At, h.world.Latest())
	next, logged, err := h.world.With(c)
	if err != nil {
		return nil, c, err
	}
	h.world = next
	return next, logged, nil
}
