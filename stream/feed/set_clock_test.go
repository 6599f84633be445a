package feed_test

import (
	"testing"
	"time"
	"unsafe"

	"trainmock/stream/feed"
)

// reading has the layout of time.Time (src/time/time.go): with the highest bit of wall set, the next 33 bits count
// seconds and ext is the monotonic reading.
type reading struct {
	wall uint64
	ext  int64
	loc  *time.Location
}

// after returns what time.Now returns a while after an earlier call, if the wall clock was set by a number of seconds
// in between.
func after(now time.Time, passed time.Duration, set int64) time.Time {
	t := now.Add(passed)
	(*reading)(unsafe.Pointer(&t)).wall += uint64(set) << 30
	return t
}

// TestReading checks that after sets the wall clock and leaves the monotonic one alone.
func TestReading(t *testing.T) {
	now := time.Now()
	set := after(now, time.Second, -3600)
	if got := set.Sub(now); got != time.Second {
		t.Fatalf("got %v by the monotonic clock, want 1 s", got)
	}
	if got := set.Round(0).Sub(now.Round(0)); got != time.Second-time.Hour {
		t.Fatalf("got %v by the wall clock, want an hour less than 1 s", got)
	}
}

// TestSetClock checks that neither ticks nor world time depend on a wall clock that is set back or forward, whether the
// anchor comes from time.Now or from a text.
func TestSetClock(t *testing.T) {
	for name, strip := range map[string]func(time.Time) time.Time{
		"now":       func(now time.Time) time.Time { return now },
		"truncated": func(now time.Time) time.Time { return now.Truncate(time.Microsecond) },
		"UTC":       func(now time.Time) time.Time { return now.Truncate(time.Microsecond).UTC() },
		"text": func(now time.Time) time.Time {
			parsed, err := time.Parse(time.RFC3339Nano, now.Format(time.RFC3339Nano))
			if err != nil {
				t.Fatal(err)
			}
			return parsed
		},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			c := feed.Clock{Anchor: strip(now.Add(-time.Hour)), Start: anchor, Tick: time.Second, Speed: 1}
			f := feed.New(feed.Options{Epoch: epoch, Published: feed.Begin(c), Teller: teller{}, Replay: time.Minute}, now)
			f.Watch(now)
			begun := f.Newest()
			for second, set := range []int64{0, -3600, -3600, 0, 7200, 7200, 1, -1} {
				passed := time.Duration(second) * time.Second
				wall := after(now, passed, set)
				newest, clock := f.Advance(wall)
				if want := begun + int64(second); newest != want {
					t.Errorf("set by %d s: got tick %d after %v, want %d", set, newest, passed, want)
				}
				got, want := clock.Now(wall).Sub(clock.Time(begun)), passed
				if got < want || got >= want+time.Second {
					t.Errorf("set by %d s: got %v of world time after %v, want as much", set, got, passed)
				}
				if wait := clock.Due(newest + 1).Sub(wall); wait <= 0 || wait > time.Second {
					t.Errorf("set by %d s: the next tick is due in %v, want at most 1 s", set, wait)
				}
			}
			if got := f.Suspension(); got != (feed.Suspension{}) {
				t.Errorf("got %+v, want no suspension", got)
			}
		})
	}
}
