package metrics

import (
	"context"

	"trainmock/stream"
	"trainmock/stream/account"
)

const (
	// Path is the path of the metrics, and TargetsPath that of the list of nodes to scrape.
	Path        = "/metrics"
	TargetsPath = "/metrics/targets"
)

// Source is the part of a world's hub that these routes need.
type Source interface {
	// Moment returns the world, its time, its epoch, and the account of what its nodes have done.
	Moment() account.Moment
	// IsStrict reports whether ids that the scenario does not hold are unknown, instead of derived.
	IsStrict() bool
	// Traffic returns what the hub has served.
	Traffic() stream.Traffic
}

// sourceKey is the key of the source in a context.
type sourceKey struct{}

// WithSource returns a context for requests that a source answers. Every handler of this package needs one.
func WithSource(ctx context.Context, s Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, s)
}

// sourceOf returns the source in a context. It panics if there is none.
func sourceOf(ctx context.Context) Source { return ctx.Value(sourceKey{}).(Source) }
