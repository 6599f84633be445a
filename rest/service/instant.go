package service

import (
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// instant reads a parameter that is an instant. An empty text is the usual instant. Errors are of type *refuse.Refusal.
func (m moment) instant(parameter, text string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	t, err := model.ParseInstant(text, m.now)
	if err != nil {
		return t, refuse.Invalid(parameter, "datetime", err.Error())
	}
	if start := m.world.Start(); t.Before(start.Add(-model.Reach)) || t.After(start.Add(model.Reach)) {
		return t, refuse.Invalid(parameter, "datetime", model.Quote(text)+" is more than ten years from the start, "+
			model.Stamp(start)+": use an instant nearer to it, such as -5m")
	}
	return t, nil
}
