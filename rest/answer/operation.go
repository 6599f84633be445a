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
	Document *Document
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
	add(g, id, route, summary, h.fill, false, traits)
}

// AddFiller does what Add does, for a Filler.
func AddFiller[I, O any](g Group, id, route, summary string, f Filler[I, O], traits ...Trait) {
	add(g, id, route, summary, f, true, traits)
}

// add does what Add does. reuses says whether the output of an answer is that of an earlier one.
func add[I, O any](g Group, id, route, summary string, f Filler[I, O], reuses bool, traits []Trait) {
	method, path, _ := strings.Cut(route, " ")
	g.Describe(func(document *huma.OpenAPI) huma.Operation {
		return operationOf[I, O](document, id, method, path, summary)
	}, traits...)
	takes := parametersOf(reflect.TypeFor[I]())
	if method == http.MethodGet && slices.Contains(namesInQuery(takes), "at") {
		g.Document.SetDated(path)
	}
	g.Router.Method(method, path, f.serve(g, takes, reuses))
}

// operationOf returns the entry of a route in a document.
func operationOf[I, O any](document *huma.OpenAPI, id, method, path, summary string) huma.Operation {
	good := &huma.MediaType{Schema: SchemaOf[O](document)}
	o := huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary,
		Parameters: parameterEntries(reflect.TypeFor[I]()),
		Responses:  map[string]*huma.Response{statusOf[O](): response("The answer", good)},
	}
	RefusesWith(http.StatusUnprocessableEntity, badQuery(o.Parameters))(&o)
	return o
}

// Describe documents a route that is served otherwise than by Add, with what all routes of the group share. entry
// returns what the route has for itself.
func (g Group) Describe(entry func(document *huma.OpenAPI) huma.Operation, traits ...Trait) {
	everywhere := Refuses(http.StatusRequestHeaderFieldsTooLarge, http.StatusInternalServerError)
	g.Document.Add(func(document *huma.OpenAPI) {
		o := entry(document)
		o.Tags = []string{g.Tag}
		for _, t := range slices.Concat([]Trait{everywhere}, g.Traits, traits) {
			t(&o)
		}
		document.AddOperation(&o)
	})
}

// Takes documents a body of JSON, with an example that can be tried. The trait panics if the example is not JSON.
func Takes(schema func() *huma.Schema, example string) Trait {
	return func(o *huma.Operation) {
		var value any
		if err := json.Unmarshal([]byte(example), &value); err != nil {
			panic("answer: an example is not JSON: " + example)
		}
		Refuses(http.StatusServiceUnavailable)(o) // A large body waits for its turn.
		RefusesWith(http.StatusUnprocessableEntity, Unexpected(`broken: it ends behind "{"`, example).Detail)(o)
		o.RequestBody = &huma.RequestBody{
			Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema(), Example: value}},
		}
	}
}

// MayTake documents a body that may be left out, as may everything in it.
func MayTake(schema func() *huma.Schema, example string) Trait {
	optional := func() *huma.Schema {
		s := *schema()
		s.Required = nil
		return &s
	}
	return func(o *huma.Operation) {
		Takes(optional, example)(o)
		o.RequestBody.Required = false
	}
}

// SchemaOf returns the schema of an answer in a document.
func SchemaOf[O any](document *huma.OpenAPI) *huma.Schema {
	s := document.Components.Schemas.Schema(reflect.TypeFor[O](), true, "")
	NeverNull(s)
	return s
}
