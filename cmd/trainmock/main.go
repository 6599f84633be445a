// Command trainmock stands in for a training-monitor service while a frontend is being built.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(untilSignal(), os.Args[1:], os.Stdout, os.Stderr))
}

// untilSignal returns a context that is done when the process is asked to end. A second signal ends it at once,
// whatever it is at: when the context is done nobody listens for signals any more.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals)
		cancel()
		// A second one may have come before nobody listened.
		if len(signals) > 0 {
			os.Exit(exitFailed)
		}
	}()
	return ctx
}
