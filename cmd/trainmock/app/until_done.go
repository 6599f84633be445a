package app

import "context"

// untilDone returns the results of a function, or the error of the context if that is done first. Then the function is
// left to itself, because reading a terminal or a pipe cannot be interrupted.
func untilDone[T any](ctx context.Context, f func() (T, error)) (T, error) {
	var result T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		result, err = f()
	}()
	select {
	case <-done:
		return result, err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
