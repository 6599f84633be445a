package app

import (
	"context"
	"errors"
	"io"

	"trainmock/stream/input"
)

// checkInput returns an error if standard input is read as a file and watched for its end.
func (f *flags) checkInput() error {
	if f.UntilStdinEnds && (f.Scenario == input.Standard || f.Journal == input.Standard) {
		return errors.New("--until-stdin-ends: standard input is read to its end at the start: " +
			"use a file in place of -, or leave this flag out")
	}
	return nil
}

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
