package service

import (
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
)

// maxAway limits the time from the start of the world to the instant of a request, either way.
const maxAway = model.Reach

// instant reads a parameter that is an instant. An empty text is the usual instant. Errors are of type *ask.Refusal.
func (m moment) instant(parameter, text string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	t, err := ask.Instant(text, m.now)
	if err != nil {
		return t, ask.Invalid(parameter, "datetime", err.Error())
	}
	if start := m.world.Start; t.Before(start.Add(-maxAway)) || t.After(start.Add(maxAway)) {
		return t, ask.Invalid(parameter, "datetime", model.Quote(text)+" is more than ten years from the start, "+
			model.Stamp(start)+": use an instant nearer to it, such as -5m")
	}
	return t, nil
}
