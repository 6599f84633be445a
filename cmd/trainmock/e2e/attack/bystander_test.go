package attack

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
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
	var last wire.EventID
	for ctx.Err() == nil {
		m, err := f.Next()
		if err != nil {
			c.note(0, fmt.Errorf("after %s: %w", last, err))
			return
		}
		if m.Type != "cluster_status" {
			continue
		}
		id, err := wire.ParseEventID(m.ID)
		if err == nil && last.Epoch != "" && id.Tick != last.Tick+1 {
			err = fmt.Errorf("after %s came %s, want the next tick", last, id)
		}
		at, timeErr := time.Parse(time.RFC3339Nano, m.Time)
		if err == nil {
			err = timeErr
		}
		if last = id; err != nil {
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

// result returns how many ticks were seen and the 99th percentile of their delays.
func (c *crowd) result(tb testing.TB) (ticks int, p99 time.Duration) {
	tb.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, err := range c.failures {
		tb.Error(err)
	}
	if len(c.delays) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(c.delays))
	return len(sorted), sorted[len(sorted)*99/100]
}

// leave ends the bystanders, after their next tick.
func (c *crowd) leave() {
	c.cancel()
	c.reading.Wait()
}
