// Package app is the program: its flags, how its parts are put together, its start and its end.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"trainmock/cmd/trainmock/internal/interrupt"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/processors"
)

// Run runs the program. It returns the exit code when the context is done, or when it cannot go on: 0 for a good
// end, 1 for a failure while it serves, and 2 for a mistake in the arguments, in the environment or in a file that
// they name.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		if run := commandNamed(args[0]); run != nil {
			return run(ctx, args[1:], stdout, stderr)
		}
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
	m, err := interrupt.Call(ctx, func() (*mock, error) { return newMock(f, stderr, time.Now()) })
	switch {
	case errors.Is(err, context.Canceled):
		return exitFine
	case errors.As(err, new(unavailable)), errors.Is(err, journal.ErrAway):
		fmt.Fprintf(stderr, "trainmock: %s\n", model.Visible(err.Error()))
		return exitFailed
	case err != nil:
		complain(stderr, f.environment.blame(err))
		return exitUsage
	}
	if f.UntilStdinEnds { // Not before, so that mistakes are told also if it has ended already.
		var cancel context.CancelFunc
		ctx, cancel = untilEnd(ctx, os.Stdin)
		defer cancel()
	}
	if err := m.run(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "trainmock: %s\n", model.Visible(err.Error()))
		return exitFailed
	}
	return exitFine
}

// run listens, prints what --print asks for with the address that it got, and serves until the context is done.
func (m *mock) run(ctx context.Context, stdout io.Writer) error {
	listeners, err := listen(ctx, m.flags, m.tls)
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, newStarted(m, listeners[0].Addr()).text(m.flags.Print))
	processors.Spread()
	defer letHeapGrow()()
	return m.serve(ctx, listeners...)
}
