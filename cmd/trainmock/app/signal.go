package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// UntilSignal returns a context that is done when the process is asked to end, by an interrupt or SIGTERM. A second
// signal ends the process at once, because from then on nobody listens for signals any more.
func UntilSignal() context.Context {
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
