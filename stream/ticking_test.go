package stream

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
)

// TestTicksAreExpected checks that work, long and short, that comes shortly before a tick of a hub with subscribers
// waits for it, and long work until clients have read it.
func TestTicksAreExpected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := deliver.NewLanes()
		var running sync.WaitGroup
		running.Go(func() { lanes.Run(t.Context()) })
		t.Cleanup(running.Wait)
		h, err := New(Options{Genesis: genesis(t, "bench-50", time.Second), Lanes: lanes})
		if err != nil {
			t.Fatal(err)
		}
		newSinks(t, h, 1, 1, func(int) string { return "" })
		const before, read = time.Millisecond, 2 * time.Millisecond
		for i, tc := range []struct {
			wait func()
			want time.Duration
		}{{lanes.YieldLong, read}, {lanes.Await, 0}, {lanes.Yield, 0}, {lanes.YieldLong, read}} {
			due := h.feed().Clock().Due(h.feed().Newest() + 1)
			<-time.After(time.Until(due) - before)
			tc.wait()
			if late := time.Since(due); late != tc.want {
				t.Errorf("%d: what waited %s before a tick went on %s after it, want %s", i, before, late, tc.want)
			}
			synctest.Wait()
		}
	})
}
