package stream

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
)

// TestTicksAreExpected checks that work, long and short, that comes shortly before a tick of a hub with subscribers
// waits for it.
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
		const before = time.Millisecond
		for i, wait := range []func(){lanes.Yield, lanes.Await, lanes.Yield, lanes.Await} {
			due := h.feed().Clock().Due(h.feed().Newest() + 1)
			<-time.After(time.Until(due) - before)
			wait()
			if late := time.Since(due); late != 0 {
				t.Errorf("%d: what waited %s before a tick went on %s after it, want at once after it", i, before, late)
			}
			synctest.Wait()
		}
	})
}
