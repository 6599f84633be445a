// Package control owns the routes under /mock: who is watching, what was asked, and what tests do to both.
package control

import (
	"context"
	"encoding/json"

	"trainmock/stream/model"
	"trainmock/stream/requests"
)

// Source is the part of a world's hub that these routes need.
type Source interface {
	Steerer
	// Subscribers returns the number of connections.
	Subscribers() int
	// Subscriptions returns the connections in the order in which they came.
	Subscriptions() []model.Subscription
	// Kick closes a connection with a code and a reason, or breaks it off if reset is set, and returns it as it was.
	// Errors are of type *refuse.Refusal.
	Kick(id string, code int, reason string, reset bool) (model.Subscription, error)
	// Send sends an event to those whose filter admits the topic, or to the one with an id alone. Errors are of type
	// *refuse.Refusal.
	Send(kind string, topic model.Topic, payload json.RawMessage, id string) (model.Delivery, error)
	// Requests returns the log of requests.
	Requests() *requests.Log
}

// sourceKey is the key of the source in a context.
type sourceKey struct{}

// WithSource returns a context for requests that a source answers. Every handler of this package needs one.
func WithSource(ctx context.Context, s Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, s)
}

// sourceOf returns the source in a context. It panics if there is none.
func sourceOf(ctx context.Context) Source { return ctx.Value(sourceKey{}).(Source) }
