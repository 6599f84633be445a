package answer

import (
	"context"
	"net/http"
	"net/url"
	"reflect"

	"trainmock/stream/ask"
	"trainmock/stream/turn"
)

// call is a request to a handler with an input of type I and an output of type O. It is the context of the handler, so
// that an answer takes memory once for all of them (BenchmarkAnswer).
type call[I, O any] struct {
	turn.Visit
	source any
	query  url.Values
	input  I
	output O
}

// sourceKey is the key of the source in the context of a handler.
type sourceKey struct{}

// SourceOf returns what Source of the group has returned for the request of a handler, from its context.
func SourceOf(ctx context.Context) any { return ctx.Value(sourceKey{}) }

// Value returns the source for its key.
func (c *call[I, O]) Value(key any) any {
	if key == (sourceKey{}) {
		return c.source
	}
	return c.Visit.Value(key)
}

// newCall returns the call of a request, with its source and its query, which may only have known names. Errors are of
// type *refuse.Refusal.
func newCall[I, O any](g Group, r *http.Request, known ask.KnownNames) (*call[I, O], error) {
	c := &call[I, O]{Visit: g.Turns.Visit(r.Context())}
	var err error
	if g.Source != nil {
		c.source, err = g.Source(r)
	}
	if err == nil {
		c.query, err = ask.Query(r)
	}
	if err == nil {
		err = known.CheckQuery(c.query)
	}
	return c, err
}

// read reads the parameters and the body of the request, of at most limit bytes, into the input. Errors are of type
// *refuse.Refusal.
func (c *call[I, O]) read(r *http.Request, takes []parameter, limit int64) error {
	fill(reflect.ValueOf(&c.input).Elem(), takes, r, c.query)
	if reads, ok := any(&c.input).(reader); ok {
		return reads.readInTurn(c, r, limit)
	}
	return nil
}
