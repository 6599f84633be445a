package service

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
	"trainmock/stream/world"
)

// do carries out the verbs that decide returns in the world of a request, and returns the commands as they were
// logged. Refusals of the world, of the journal and of decide are of type *refuse.Refusal.
func do(ctx context.Context, decide func(m moment) ([]model.Verb, error)) ([]model.Command, error) {
	s := sourceOf(ctx)
	turn.Yield(ctx) // Commands wait in a queue of their own.
	logged, err := s.Do(ctx, func(w *world.World, now time.Time) ([]model.Verb, error) {
		return decide(moment{source: s, world: w, now: now})
	})
	var refused *world.Refused
	switch {
	case err == nil:
		return logged, nil
	case errors.Is(err, world.ErrNoTask):
		return nil, refuse.TaskNotFound()
	case errors.Is(err, world.ErrNoNode):
		return nil, refuse.NodeNotFound()
	case errors.As(err, &refused):
		return nil, refuse.New(http.StatusConflict, err.Error())
	}
	return nil, cmp.Or(answer.JournalRefusal(err), err)
}
