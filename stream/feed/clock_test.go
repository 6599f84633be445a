package feed_test

import (
	"testing"
	"time"

	"trainmock/stream/feed"
)

// TestClock checks ticks and world time before and after the anchor.
func TestClock(t *testing.T) {
	anchor := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	start := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		tick   time.Duration
		speed  float64
		since  time.Duration
		newest int64
		// world is the world time since the start, of the newest tick and of now.
		world, now time.Duration
	}{
		{time.Second, 1, 0, 0, 0, 0},
		{time.Second, 1, 999 * time.Millisecond, 0, 0, 999 * time.Millisecond},
		{time.Second, 1, 61 * time.Second, 61, 61 * time.Second, 61 * time.Second},
		{time.Second, 1, -1 * time.Millisecond, -1, -time.Second, -time.Millisecond},
		{time.Second, 1, -3 * time.Second, -3, -3 * time.Second, -3 * time.Second},
		{20 * time.Millisecond, 50, 50 * time.Millisecond, 2, 2 * time.Second, 2500 * time.Millisecond},
		{time.Second, 1. / 3, 10 * time.Second, 10, 3333333 * time.Microsecond, 3333333 * time.Microsecond},
		{time.Second, 10_000, 8 * time.Hour, 28800, 80000 * time.Hour, 80000 * time.Hour},
	} {
		c := feed.Clock{Anchor: anchor, Start: start, Tick: tc.tick, Speed: tc.speed}
		wall := anchor.Add(tc.since)
		newest := c.Newest(wall)
		if newest != tc.newest || c.Time(newest).Sub(start) != tc.world || c.Now(wall).Sub(start) != tc.now {
			t.Errorf("got tick %d at %s, now %s; want %+v", newest, c.Time(newest).Sub(start), c.Now(wall).Sub(start),
				tc)
		}
		if due := c.Due(newest); due.After(wall) || !c.Due(newest+1).After(wall) {
			t.Errorf("%+v: tick %d is due at %s, want the last one up to %s", tc, newest, due, wall)
		}
	}
}
