package service

import (
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// instant reads a parameter that is an instant. An empty text is the usual instant. Errors are of type *refuse.Refusal.
func (m moment) instant(parameter, text string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	return Instant(m.world, m.now, parameter, text)
}

// Instant reads a parameter that is an instant of a world. An empty text is now. Errors are of type *refuse.Refusal.
func Instant(w *world.World, now time.Time, parameter, text string) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	t, err := model.ParseInstant(text, now)
	if err != nil {
		return t, refuse.Invalid(parameter, "datetime", err.Error())
	}
	if start := w.Start(); t.Before(start.Add(-model.Reach)) || t.After(start.Add(model.Reach)) {
		return t, refuse.Invalid(parameter, "datetime", model.Quote(text)+" is more than ten years from the start, "+
			model.Stamp(start)+": use an instant nearer to it, such as -5m")
	}
	return t, nil
}
