package stream

import (
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Do changes the world by a command, whose instant it decides: now, or just after the newest tick, so that no tick that
// was published changes, and the next question sees the effect. It returns the world as it is then, and the command as
// it was logged. Errors are those of world.World.With.
func (h *Hub) Do(c model.Command) (*world.World, model.Command, error) {
	var next *world.World
	var logged model.Command
	err := h.feed.Change(func(clock Clock, newest int64) (feed.Teller, error) {
		at := clock.Now(time.Now())
		if published := clock.Time(newest); !at.After(published) {
			at = published.Add(time.Microsecond)
		}
		current := h.world.Load()
		c.At = at.Sub(current.Start)
		c.At = max(c.At, current.Latest())
		var err error
		if next, logged, err = current.With(c); err != nil {
			return nil, err
		}
		h.world.Store(next)
		return next, nil
	})
	if err != nil {
		return nil, c, err
	}
	return next, logged, nil
}
