// Package answer owns how a route is declared and how it refuses: a handler, its place in the OpenAPI document, and
// errors in the service's shape.
//
// chi and net/http serve the routes; huma makes the document. It derives schemas from Go types and models OpenAPI 3.1.
// huma could serve the routes, too, but the service is stricter than it allows: the shape of huma's own errors can be
// changed only by a global; it reads bodies by itself; it takes ?at for at=true; and a request can choose a content
// type such as "json". One default is still in the way: huma declares lists of Go as nullable, and only a global
// changes that. NeverNull corrects the schemas instead.
package answer

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"trainmock/stream/turn"
)

// Group holds what routes of one kind have in common.
type Group struct {
	// Router serves the routes.
	Router chi.Router
	// Document describes them.
	Document *huma.OpenAPI
	// Tag names the group in the document.
	Tag string
	// Turns limits the expensive answers.
	Turns *turn.Queue
	// Source returns what the handler of a request asks, which SourceOf finds. Defaults to nothing. A middleware would
	// have to copy each request to give it another context. Errors are of type *refuse.Refusal.
	Source func(*http.Request) (any, error)
	// MaxBody limits the body of a request, in bytes. Defaults to 1 MiB.
	MaxBody int64
	// NowOnly has the routes refuse at, because they answer for now alone.
	NowOnly bool
	// Traits apply to every route.
	Traits []Trait
}

// Trait changes the entry of a route in the document.
type Trait func(*huma.Operation)

// Add serves a route, such as "GET /health", and documents it under an id, such as getHealth. Generators of clients
// name functions after the id: it is in camel case, a verb first. Every route can refuse its query and its headers.
func Add[I, O any](g Group, id, route, summary string, h Handler[I, O], traits ...Trait) {
	method, path, _ := strings.Cut(route, " ")
	takes, documented := parametersOf(reflect.TypeFor[I]())
	good := SchemaOf[O](g)
	o := huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Parameters: documented,
		Responses: map[string]*huma.Response{statusOf[O](): response("The answer", &huma.MediaType{Schema: good})},
	}
	unread := RefusesWith(http.StatusUnprocessableEntity, badQuery(documented))
	g.Describe(o, slices.Concat([]Trait{unread}, traits)...)
	g.Router.Method(method, path, h.serve(g, takes))
}

// Describe documents a route that is served otherwise than by Add, with what all routes of the group share.
func (g Group) Describe(o huma.Operation, traits ...Trait) {
	o.Tags = []string{g.Tag}
	everywhere := Refuses(http.StatusRequestHeaderFieldsTooLarge, http.StatusInternalServerError)
	for _, t := range slices.Concat([]Trait{everywhere}, g.Traits, traits) {
		t(&o)
	}
	g.Document.AddOperation(&o)
}

// Takes documents a body of JSON, with an example that can be tried. It panics if the example is not JSON.
func Takes(schema *huma.Schema, example string) Trait {
	var value any
	if err := json.Unmarshal([]byte(example), &value); err != nil {
		panic("answer: an example is not JSON: " + example)
	}
	broken := Unexpected(`broken: it ends behind "{"`, example)
	return func(o *huma.Operation) {
		Refuses(http.StatusServiceUnavailable)(o) // A large body waits for its turn.
		RefusesWith(http.StatusUnprocessableEntity, broken.Detail)(o)
		o.RequestBody = &huma.RequestBody{
			Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: value}},
		}
	}
}

// MayTake documents a body that may be left out, as may everything in it.
func MayTake(schema *huma.Schema, example string) Trait {
	optional := *schema
	optional.Required = nil
	return func(o *huma.Operation) {
		Takes(&optional, example)(o)
		o.RequestBody.Required = false
	}
}

// SchemaOf returns the schema of an answer in the document of a group.
func SchemaOf[O any](g Group) *huma.Schema {
	s := g.Document.Components.Schemas.Schema(reflect.TypeFor[O](), true, "")
	NeverNull(s)
	return s
}
