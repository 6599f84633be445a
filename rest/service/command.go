package service

import (
	"context"
	"errors"
	"net/http"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// do changes the world of a request's source by what decide makes of it, and returns the commands as they were logged.
// What the world or the journal refuses, and what decide does, is an *refuse.Refusal.
func do(ctx context.Context, decide func(m moment) ([]model.Verb, error)) ([]model.Command, error) {
	s := sourceOf(ctx)
	logged, err := s.Do(ctx, func(w *world.World, now time.Time) ([]model.Verb, error) {
		return decide(moment{source: s, world: w, now: now})
	})
	var refused *world.Refused
	switch {
	case err == nil:
		return logged, nil
	case errors.Is(err, world.ErrNoTask), errors.Is(err, world.ErrNoNode):
		return nil, refuse.New(http.StatusNotFound, err.Error())
	case errors.Is(err, journal.ErrFull):
		return nil, refuse.New(http.StatusTooManyRequests, err.Error())
	case errors.As(err, &refused):
		return nil, refuse.New(http.StatusConflict, err.Error())
	default:
		return nil, err
	}
}
