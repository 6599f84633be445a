package service

import (
	"errors"
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// do changes the world of a source and returns the command as it was logged. Errors are of type *ask.Refusal.
func do(s Source, v model.Verb) (model.Command, error) {
	_, c, err := s.Do(model.Command{Verb: v})
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, world.ErrNoTask), errors.Is(err, world.ErrNoNode):
		return c, ask.Refuse(http.StatusNotFound, err.Error())
	case errors.Is(err, world.ErrFull):
		return c, ask.Refuse(http.StatusTooManyRequests, err.Error())
	default:
		return c, ask.Refuse(http.StatusConflict, err.Error())
	}
}
