package main

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

	"trainmock/stream/scenario"
)

const version = "0.1.0"

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)

// run is the program: it returns its exit code, when the context is done or it cannot go on.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "scenarios" {
		return runScenarios(args[1:], stdout, stderr)
	}
	f, err := parseFlags(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	var m *mock
	if err == nil {
		m, err = newMock(f, stderr, time.Now())
	}
	if err != nil {
		complain(stderr, err)
		return exitUsage
	}
	listener, err := listen(ctx, f, m.tls)
	if err == nil {
		fmt.Fprint(stdout, banner(f, m.genesis, m.tls, listener.Addr()))
		err = m.serve(ctx, listener)
	}
	if err != nil {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return exitFailed
	}
	return exitFine
}

// complain says what is wrong with the command line, or with the file that it names.
func complain(stderr io.Writer, err error) {
	var inFile *scenario.Error
	if errors.As(err, &inFile) {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return
	}
	fmt.Fprintf(stderr, "trainmock: %v (trainmock --help lists all flags)\n", err)
}

// listen opens the port, to TLS if there is a configuration for it.
func listen(ctx context.Context, f *flags, config *tls.Config) (net.Listener, error) {
	address := net.JoinHostPort(f.Host, strconv.Itoa(int(f.Port)))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use: end the other program, or choose a port with --port (0 picks a free one)", f.Port)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w (see --host and --port)", address, err)
	}
	if config != nil {
		return tls.NewListener(listener, config), nil
	}
	return listener, nil
}
