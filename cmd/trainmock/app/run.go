// Package app is the program: its flags, how its parts are put together, its start and its end.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

const version = "0.1.0"

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)

// Run runs the program. It returns the exit code when the context is done, or when it cannot go on: 0 for a good
// end, 1 for a failure while it serves, and 2 for a mistake in the arguments, in the environment or in a file that
// they name.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "scenarios" {
		return runScenarios(ctx, args[1:], stdout, stderr)
	}
	f, err := parseFlags(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	if err != nil {
		complain(stderr, err)
		return exitUsage
	}
	outliveReaders()
	m, err := untilDone(ctx, func() (*mock, error) { return newMock(f, stderr, time.Now()) })
	switch {
	case errors.Is(err, context.Canceled):
		return exitFine
	case err != nil:
		complain(stderr, err)
		return exitUsage
	}
	if err := m.run(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "trainmock: %s\n", model.Visible(err.Error()))
		return exitFailed
	}
	return exitFine
}

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

// complain prints an error about the command line. Errors in a file are about more than a flag, so they get no hint.
func complain(stderr io.Writer, err error) {
	var inFile *scenario.Error
	hint := " (trainmock --help lists all flags)"
	if errors.As(err, &inFile) {
		hint = ""
	}
	fmt.Fprintf(stderr, "trainmock: %s%s\n", shownError(err), hint)
}

// shownError returns the text of an error on one line. The error of a scenario file has an excerpt below, in which
// characters that act unseen are replaced already.
func shownError(err error) string {
	var inFile *scenario.Error
	if errors.As(err, &inFile) {
		return err.Error()
	}
	return model.Visible(err.Error())
}

// run listens, prints what --print asks for with the address that it got, and serves until the context is done.
func (m *mock) run(ctx context.Context, stdout io.Writer) error {
	listeners, err := listen(ctx, m.flags, m.tls)
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, newStarted(m, listeners[0].Addr()).text(m.flags.Print))
	return m.serve(ctx, listeners...)
}
