package rest

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
)

// madeUp are the validation errors with which the task routes fail at random, as the service does.
var madeUp = []ask.Fault{
	{Loc: []string{"query", "task_id"}, Msg: "field required", Type: "value_error.missing"},
	{Loc: []string{"body", "parameters"}, Msg: "value is not a valid dict", Type: "type_error.dict"},
	{Loc: []string{"path", "task_id"}, Msg: "ensure this value has at least 1 characters", Type: "value_error.any_str.min_length"},
}

// failing returns the trait of routes of whose answers a share, in [0, 1], are made-up errors.
func failing(rate float64) answer.Trait {
	return func(o *huma.Operation) {
		if rate == 0 {
			return
		}
		o.Middlewares = append(slices.Clip(o.Middlewares), func(ctx huma.Context, next func(huma.Context)) {
			if rand.Float64() >= rate {
				next(ctx)
				return
			}
			body, err := json.Marshal(ask.InvalidAll([]ask.Fault{madeUp[rand.IntN(len(madeUp))]}))
			if err != nil {
				panic(err) // a fault is a plain struct of texts
			}
			ctx.SetHeader("Content-Type", "application/json")
			ctx.SetStatus(http.StatusUnprocessableEntity)
			ctx.BodyWriter().Write(body)
		})
	}
}
