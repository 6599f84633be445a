// Package interrupt owns calls that cannot be interrupted, such as reading a terminal, and how they are given up.
package interrupt

import "context"

// Call returns the results of a function, or the error of the context if that is done first. Then the function is left
// to itself.
func Call[T any](ctx context.Context, f func() (T, error)) (T, error) {
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
