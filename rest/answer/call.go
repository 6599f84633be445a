package answer

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"sync"

	"trainmock/stream/ask"
	"trainmock/stream/turn"
)

// call is a request to a handler with an input of type I and an output of type O, and its answer as JSON. It is the
// context of the handler, so that an answer takes memory once for all of them. Later calls of the route use that again
// (BenchmarkAnswer).
type call[I, O any] struct {
	turn.Visit
	source any
	query  url.Values
	input  I
	output O
	text   text
	// answered is set once the answer has been sent.
	answered bool
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

// begin makes the call that of a request, with its source and its query, which may only have known names. Errors are of
// type *refuse.Refusal.
func (c *call[I, O]) begin(g Group, r *http.Request, known ask.KnownNames) error {
	c.Visit = g.Turns.Visit(r.Context())
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
	return err
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

// end ends the call. It keeps one that was answered by at most maxText bytes for a later call, with its output if that
// is to be used again.
func (c *call[I, O]) end(calls *sync.Pool, reuses bool) {
	c.End()
	keep := c.answered && c.text.len() <= maxText
	c.text.long.Free()
	if keep {
		kept := call[I, O]{text: text{short: c.text.short[:0]}}
		if reuses {
			kept.output = c.output
		}
		*c = kept
		calls.Put(c)
	}
}
