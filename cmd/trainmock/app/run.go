// Package app is the program: its flags, how its parts are put together, its start and its end.
package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"syscall"
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
		return runScenarios(args[1:], stdout, stderr)
	}
	f, err := parseFlags(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	if err != nil {
		complain(stderr, err)
		return exitUsage
	}
	m, err := newMock(f, stderr, time.Now())
	if err != nil {
		complain(stderr, err)
		return exitUsage
	}
	if err := m.run(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "trainmock: %s\n", model.Visible(err.Error()))
		return exitFailed
	}
	return exitFine
}

// complain prints an error about the command line. Errors in a file are about more than a flag, so they get no hint.
func complain(stderr io.Writer, err error) {
	var inFile *scenario.Error
	if errors.As(err, &inFile) {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return
	}
	fmt.Fprintf(stderr, "trainmock: %s (trainmock --help lists all flags)\n", model.Visible(err.Error()))
}

// run listens, prints the banner with the address that it got, and serves until the context is done.
func (m *mock) run(ctx context.Context, stdout io.Writer) error {
	listener, err := listen(ctx, m.flags, m.tls)
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, banner(m.flags, m.genesis, m.tls, listener.Addr()))
	return m.serve(ctx, listener)
}

// listen opens the port, for TLS if there is a configuration of it.
func listen(ctx context.Context, f *flags, config *tls.Config) (net.Listener, error) {
	address := net.JoinHostPort(f.Host, strconv.Itoa(int(f.Port)))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use: end the other program, "+
			"or choose a port with --port (0 picks a free one)", f.Port)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w (see --host and --port)", address, err)
	}
	if config != nil {
		return tls.NewListener(listener, config), nil
	}
	return listener, nil
}
