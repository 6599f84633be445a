package attack

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// bystanders is how many clients look on at each server.
const bystanders = 8

// crowd is the bystanders of one server. Each follows the ticks.
type crowd struct {
	cancel  context.CancelFunc
	reading sync.WaitGroup

	mu sync.Mutex
	// delays holds, for each tick that a bystander saw, how late it came.
	delays   []time.Duration
	failures []error
}

// watch connects bystanders to a server whose world time is wall time. Half of them use WebSocket, half SSE.
func watch(tb testing.TB, p *program.Process) *crowd {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := &crowd{cancel: cancel}
	tb.Cleanup(c.leave)
	for range bystanders / 2 {
		for _, f := range p.OpenBoth(tb, "?topics=cluster&snapshot=false") {
			c.reading.Go(func() { c.follow(ctx, f) })
		}
	}
	return c
}

// follow reads ticks until the context is done or a tick is missing.
func (c *crowd) follow(ctx context.Context, f program.Feed) {
	whole := program.WholeFeed{Feed: f}
	for ctx.Err() == nil {
		m, err := whole.Next()
		var at time.Time
		if err == nil {
			at, err = time.Parse(time.RFC3339Nano, m.Time)
		}
		if err != nil {
			c.note(0, err)
			return
		}
		c.note(time.Since(at), nil)
	}
}

// note adds a delay, or a failure.
func (c *crowd) note(delay time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.failures = append(c.failures, err)
		return
	}
	c.delays = append(c.delays, delay)
}

// forget drops the delays noted so far.
func (c *crowd) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.delays = nil
}

// seen returns the delays of the ticks seen so far, in order of length. A failure of a bystander fails the test.
func (c *crowd) seen(tb testing.TB) []time.Duration {
	tb.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.failures) > 0 {
		tb.Fatal(c.failures)
	}
	return slices.Sorted(slices.Values(c.delays))
}

// await waits until the bystanders have seen a number of ticks in all.
func (c *crowd) await(tb testing.TB, ticks int) {
	tb.Helper()
	begun := time.Now()
	for range time.Tick(tick / 4) {
		switch seen := len(c.seen(tb)); {
		case seen >= ticks:
			return
		case time.Since(begun) > time.Duration(ticks/bystanders)*tick+program.Timeout:
			tb.Fatalf("the bystanders saw %d ticks in %s, want %d", seen, time.Since(begun), ticks)
		}
	}
}

// result returns the 99th percentile of the delays.
func (c *crowd) result(tb testing.TB) time.Duration {
	tb.Helper()
	delays := c.seen(tb)
	if len(delays) == 0 {
		return 0
	}
	return delays[len(delays)*99/100]
}

// leave ends the bystanders, after their next tick.
func (c *crowd) leave() {
	c.cancel()
	c.reading.Wait()
}
