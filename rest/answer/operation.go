// Package answer owns how a route is declared and how it refuses: a handler, its place in the OpenAPI document, and
// errors in the service's shape.
package answer

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Group holds what routes of one kind have in common.
type Group struct {
	// To takes the routes.
	To huma.API
	// Tag names the group in the document.
	Tag string
	// Traits are those of every route.
	Traits []Trait
}

// Trait changes the declaration of a route.
type Trait func(*huma.Operation)

// Add declares a route, such as "GET /health". Every route can refuse its query.
func Add[I, O any](g Group, route, summary string, h Handler[I, O], traits ...Trait) {
	method, path, _ := strings.Cut(route, " ")
	o := huma.Operation{
		OperationID: OperationID(method, path), Method: method, Path: path, Summary: summary, Tags: []string{g.Tag},
		Errors: []int{http.StatusUnprocessableEntity}, DefaultStatus: http.StatusOK,
	}
	for _, list := range [][]Trait{traits, g.Traits} {
		for _, t := range list {
			t(&o)
		}
	}
	// huma itself would read a body that it knows of, and refuse it in another shape: see Body.
	body := o.RequestBody
	o.RequestBody = nil
	huma.Register(g.To, o, h.serve)
	if body != nil {
		g.To.OpenAPI().Paths[path].Post.RequestBody = body
	}
}

// OperationID returns a route in one word: get-monitor-training-task_id.
func OperationID(method, path string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(path)
}

// Refuses declares statuses that a route answers with, beside 200 and 422.
func Refuses(statuses ...int) Trait {
	return func(o *huma.Operation) { o.Errors = append(o.Errors, statuses...) }
}

// NotThere declares the 404 of routes about one task or node.
func NotThere(o *huma.Operation) { Refuses(http.StatusNotFound)(o) }

// Takes declares a body of JSON, with an example that can be tried. It panics if the example is not JSON.
func Takes(schema *huma.Schema, example string) Trait {
	var value any
	if err := json.Unmarshal([]byte(example), &value); err != nil {
		panic("answer: an example is not JSON: " + example)
	}
	return func(o *huma.Operation) {
		o.RequestBody = &huma.RequestBody{
			Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: value}},
		}
	}
}

// MayTake declares a body that may be left out, as may everything in it.
func MayTake(schema *huma.Schema, example string) Trait {
	optional := *schema
	optional.Required = nil
	return func(o *huma.Operation) {
		Takes(&optional, example)(o)
		o.RequestBody.Required = false
	}
}
