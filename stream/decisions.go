package stream

import (
	"context"
	"net/http"

	"golang.org/x/time/rate"

	"trainmock/stream/processors"
	"trainmock/stream/refuse"
)

const (
	// commandRate limits the decisions a second, refused ones too, so that a client that gives commands in a loop
	// leaves the processors to the ticks. At 1,250 a second a call waits for less than a millisecond.
	commandRate = rate.Limit(1250)
	// commandBurst is the number of decisions that go ahead at once after a pause.
	commandBurst = 100
)

// errClosing refuses what comes when the hub closes, and ends an advance that is under way.
var errClosing = refuse.New(http.StatusServiceUnavailable, "This world is ending: nothing can be changed any more")

// Decisions limits how many changes of worlds are computed at a time and a second: one for each processor but one, and
// commandRate. Hubs may share it; each makes one decision at a time. Any number of goroutines may use it.
type Decisions struct {
	running chan struct{}
	rate    *rate.Limiter
}

// NewDecisions returns a limit that nobody has used.
func NewDecisions() *Decisions {
	return &Decisions{
		running: make(chan struct{}, max(1, processors.Count()-1)),
		rate:    rate.NewLimiter(commandRate, commandBurst),
	}
}

// take waits until another decision may be made. It fails with errClosing if closing is closed before, and with the
// error of ctx. Otherwise done follows.
func (d *Decisions) take(ctx context.Context, closing <-chan struct{}) error {
	if err := d.rate.Wait(ctx); err != nil {
		return err
	}
	select {
	case d.running <- struct{}{}:
		return nil
	case <-closing:
		return errClosing
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pass lets the decisions that wait go ahead in the middle of a long one.
func (d *Decisions) pass() {
	d.done()
	d.running <- struct{}{}
}

func (d *Decisions) done() { <-d.running }
