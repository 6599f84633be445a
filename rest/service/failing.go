package service

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/chance"
	"trainmock/stream/refuse"
)

// madeUp lists the validation errors with which the service's task routes fail at random.
var madeUp = []refuse.Fault{
	{Loc: []string{"query", "task_id"}, Msg: "field required", Type: "value_error.missing"},
	{Loc: []string{"body", "parameters"}, Msg: "value is not a valid dict", Type: "type_error.dict"},
	{
		Loc: []string{"path", "task_id"}, Msg: "ensure this value has at least 1 characters",
		Type: "value_error.any_str.min_length",
	},
}

// Failing has a share of the answers of a route, in [0, 1], be made-up errors.
func Failing(rate float64) answer.Trait {
	return func(o *huma.Operation) {
		if rate == 0 {
			return
		}
		route := o.Method + " " + o.Path
		o.Middlewares = append(slices.Clip(o.Middlewares), func(ctx huma.Context, next func(huma.Context)) {
			s := sourceOf(ctx.Context())
			w, _ := s.Now()
			fault, fails := draw(w.Seed(), route, s.Count(route), rate)
			if !fails {
				next(ctx)
				return
			}
			fail(ctx, fault)
		})
	}
}

// draw reports whether and how the n-th request to a route of the world of a seed fails.
func draw(seed uint64, route string, n uint64, rate float64) (fault refuse.Fault, fails bool) {
	key := chance.Seed(seed).OfText("error rate").OfText(route).Of(n)
	return madeUp[key.Of(0).Below(len(madeUp))], key.Unit() < rate
}

// fail answers with a validation error.
func fail(ctx huma.Context, fault refuse.Fault) {
	body, err := json.Marshal(refuse.InvalidAll([]refuse.Fault{fault}))
	if err != nil {
		panic(err) // a fault is a plain struct of texts
	}
	ctx.SetHeader("Content-Type", "application/json")
	ctx.SetStatus(http.StatusUnprocessableEntity)
	ctx.BodyWriter().Write(body)
}
