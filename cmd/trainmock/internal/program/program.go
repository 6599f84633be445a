package program

import (
	"context"
	"io"
	"sync"
	"testing"
)

// Run is the program as a function: app.Run. The tests of app itself could not use this package if it imported app.
type Run func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// Program is a run of the program in the test's process.
type Program struct {
	Endpoint
	Stdout, Stderr *Output
	// Stop ends the program and returns its exit code; further calls return the same.
	Stop func() int
}

// Start runs the program on a free port of this machine until the test ends.
func Start(tb testing.TB, run Run, args ...string) *Program {
	tb.Helper()
	return StartBare(tb, run, append(loopback(), args...)...)
}

// loopback returns the flags with which tests listen.
func loopback() []string { return []string{"--host", "127.0.0.1", "--port", "0"} }

// StartBare runs the program with these arguments alone until the test ends, when its exit code has to be 0.
func StartBare(tb testing.TB, run Run, args ...string) *Program {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Program{Stdout: NewOutput(), Stderr: NewOutput()}
	done := make(chan int, 1)
	go func() { done <- run(ctx, args, p.Stdout, p.Stderr) }()
	p.Stop = sync.OnceValue(func() int {
		cancel()
		return <-done
	})
	tb.Cleanup(func() {
		if code := p.Stop(); code != 0 {
			tb.Errorf("exit code %d, want 0; logged %q", code, p.Stderr)
		}
	})
	p.Endpoint = Endpoint{URL: AwaitURL(tb, p.Stdout, p.Stderr), Client: NewClient(tb)}
	return p
}
