package fault

import "context"

// ownKey is the key of a connection's own faults in a context.
type ownKey struct{}

// WithOwn returns a context for a request that opens a connection with faults of its own.
func WithOwn(ctx context.Context, own []*Rule) context.Context {
	return context.WithValue(ctx, ownKey{}, own)
}

// Own returns the faults of the connection that a request opens, which its address asks for.
func Own(ctx context.Context) []*Rule {
	own, _ := ctx.Value(ownKey{}).([]*Rule)
	return own
}
