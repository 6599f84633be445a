package app

import (
	"context"
	"io"
)

// untilEnd returns a context that is also done when a reader ends, or cannot be read on. What is read is dropped. The
// goroutine is left to itself, because a read cannot be interrupted.
func untilEnd(ctx context.Context, r io.Reader) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, r)
	}()
	return ctx, cancel
}
