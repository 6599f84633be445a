package world

import (
	"slices"
	"testing"
	"time"
)

// TestSeenSpikes compares the requested spikes that are found at a step with all that raise the loss there. The task
// goes back to a checkpoint, so that later spikes are at earlier steps.
func TestSeenSpikes(t *testing.T) {
	var l spikes
	requested := []int64{10, 40, 300, 20, 95, 200, 205}
	for i, step := range requested {
		l.request(spike{step: step, factor: 2, since: time.Duration(i)})
	}
	for step := range int64(500) {
		var got, want []int64
		for s := range l.seen(time.Hour, step) {
			if s.height(step) > leastHeight {
				got = append(got, s.step)
			}
		}
		for _, from := range slices.Backward(requested) {
			if (spike{step: from}).height(step) > leastHeight {
				want = append(want, from)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("step %d: got the spikes at steps %d, want %d", step, got, want)
		}
	}
}
