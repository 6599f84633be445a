package feed

import (
	"math"
	"time"

	"trainmock/stream/model"
)

// Clock turns wall time into ticks and world time. It is an immutable value, so that no error accumulates: a change of
// speed makes another clock. World time moves by at most model.Reach from the clock's start.
type Clock struct {
	// First is the tick at which the clock starts. Defaults to 0. Anchor is its wall time, and Start its world time.
	First         int64
	Anchor, Start time.Time
	// Tick is the wall time between two ticks, above 0.
	Tick time.Duration
	// Speed is the number of world seconds per wall second. At 0 the world stands, and no tick follows the first.
	Speed float64
}

// Newest returns the last tick that is due at a wall time. Ticks before the anchor are negative if the first is 0.
func (c Clock) Newest(wall time.Time) int64 {
	if c.Speed == 0 {
		return c.First
	}
	since := wall.Sub(c.Anchor)
	n := int64(since / c.Tick)
	if since < 0 && since%c.Tick != 0 {
		n--
	}
	return c.First + n
}

// never is the wall time of a tick that is not due.
const never = 100 * 365 * 24 * time.Hour

// Due returns the wall time of a tick.
func (c Clock) Due(tick int64) time.Time {
	if c.Speed == 0 && tick > c.First {
		return c.Anchor.Add(never)
	}
	return c.Anchor.Add(time.Duration(tick-c.First) * c.Tick)
}

// Time returns the world time of a tick, rounded once to microseconds.
func (c Clock) Time(tick int64) time.Time {
	return c.Start.Add(c.scale(time.Duration(tick-c.First) * c.Tick))
}

// Now returns the world time at a wall time, cut to microseconds.
func (c Clock) Now(wall time.Time) time.Time {
	return c.Start.Add(c.scale(wall.Sub(c.Anchor).Truncate(time.Microsecond)))
}

// scale turns a span of wall time into one of world time.
func (c Clock) scale(wall time.Duration) time.Duration {
	if c.Speed == 1 {
		return min(max(wall.Round(time.Microsecond), -model.Reach), model.Reach)
	}
	micros := math.Round(float64(wall) * c.Speed / 1e3)
	const reach = float64(model.Reach / time.Microsecond)
	return time.Duration(min(max(micros, -reach), reach)) * time.Microsecond
}
