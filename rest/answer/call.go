package answer

import (
	"context"
	"net/http"
	"net/url"

	"trainmock/stream/ask"
	"trainmock/stream/turn"
)

// call is a request to a handler, and the context of the handler. It is never used again, because others may look at a
// context after the handler has returned: the timer of a timeout does.
type call struct {
	turn.Visit
	source any
	query  url.Values
}

// sourceKey is the key of the source in the context of a handler.
type sourceKey struct{}

// SourceOf returns what Source of the group has returned for the request of a handler, from its context.
func SourceOf(ctx context.Context) any { return ctx.Value(sourceKey{}) }

// Value returns the source for its key.
func (c *call) Value(key any) any {
	if key == (sourceKey{}) {
		return c.source
	}
	return c.Visit.Value(key)
}

// newCall returns the call of a request, with its source and its query, which may only have known names. Errors are of
// type *refuse.Refusal.
func newCall(g Group, r *http.Request, known ask.KnownNames) (*call, error) {
	c := &call{Visit: g.Turns.Visit(r.Context())}
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
