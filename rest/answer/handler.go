package answer

import (
	"context"

	"trainmock/stream/refuse"
)

// Handler answers a request of type I with a body of type O. Its errors are of type *refuse.Refusal; others become a 500.
type Handler[I, O any] func(ctx context.Context, input *I) (O, error)

// output is a body as huma takes it.
type output[O any] struct{ Body O }

// serve adapts a handler to huma.
func (h Handler[I, O]) serve(ctx context.Context, input *I) (*output[O], error) {
	body, err := h(ctx, input)
	if err != nil {
		return nil, refusal{refuse.Of(err)}
	}
	return &output[O]{Body: body}, nil
}
