package rest

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
)

// trait adds to what a route is.
type trait func(*huma.Operation)

// add registers a route, such as "GET /health". Every one of them can refuse its query.
func add[I, O any](to huma.API, route, tag, summary string, answer handler[I, O], traits ...trait) {
	method, path, _ := strings.Cut(route, " ")
	o := huma.Operation{
		OperationID: operationID(method, path), Method: method, Path: path, Summary: summary, Tags: []string{tag},
		Errors: []int{http.StatusUnprocessableEntity}, DefaultStatus: http.StatusOK,
	}
	for _, t := range traits {
		t(&o)
	}
	// The document tells of a body that huma itself is not to read: see withBody.
	body := o.RequestBody
	o.RequestBody = nil
	huma.Register(to, o, answer.serve)
	if body != nil {
		to.OpenAPI().Paths[path].Post.RequestBody = body
	}
}

// refuses names the other statuses of a route.
func refuses(statuses ...int) trait {
	return func(o *huma.Operation) { o.Errors = append(o.Errors, statuses...) }
}

// notThere is the trait of routes about one task or node.
func notThere(o *huma.Operation) { refuses(http.StatusNotFound)(o) }

// takes describes a body of JSON, with an example that can be tried.
func takes(schema *huma.Schema, example string) trait {
	var value any
	if err := json.Unmarshal([]byte(example), &value); err != nil {
		panic("rest: an example is not JSON: " + example)
	}
	return func(o *huma.Operation) {
		o.RequestBody = &huma.RequestBody{
			Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: value}},
		}
	}
}

// mayTake is takes where the body, and whatever is in it, may be left out.
func mayTake(schema *huma.Schema, example string) trait {
	optional := *schema
	optional.Required = nil
	return func(o *huma.Operation) {
		takes(&optional, example)(o)
		o.RequestBody.Required = false
	}
}

// madeUp are the validation errors with which the task routes fail at random, as the service does.
var madeUp = []ask.Fault{
	{Loc: []string{"query", "task_id"}, Msg: "field required", Type: "value_error.missing"},
	{Loc: []string{"body", "parameters"}, Msg: "value is not a valid dict", Type: "type_error.dict"},
	{Loc: []string{"path", "task_id"}, Msg: "ensure this value has at least 1 characters", Type: "value_error.any_str.min_length"},
}

// failsAtRandom is the trait of the task routes: with an error rate, so many of their answers are made-up errors.
func (a *api) failsAtRandom(o *huma.Operation) {
	if a.ErrorRate == 0 {
		return
	}
	o.Middlewares = append(slices.Clip(o.Middlewares), func(ctx huma.Context, next func(huma.Context)) {
		if rand.Float64() >= a.ErrorRate {
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
