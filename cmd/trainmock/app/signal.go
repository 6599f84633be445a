package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// UntilSignal returns a context that is done when the process is asked to end: by an interrupt, by SIGTERM, or by
// SIGHUP unless that was ignored at the start, as nohup does. A second signal ends the process at once.
func UntilSignal() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	endings := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		endings = append(endings, syscall.SIGHUP)
	}
	// A shell without job control starts programs in the background with interrupts ignored.
	background := signal.Ignored(os.Interrupt)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, endings...)
	go func() {
		<-signals
		if !background {
			signal.Stop(signals)
		}
		cancel()
		// The second signal may have come before Stop, or would be ignored again without this process listening.
		<-signals
		os.Exit(exitFailed)
	}()
	return ctx
}

// outliveReaders has writes to a closed pipe fail, where they would end the process: a service goes on behind
// trainmock | head -1.
func outliveReaders() { signal.Ignore(syscall.SIGPIPE) }
