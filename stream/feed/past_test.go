package feed

import "testing"

// TestPastHoldsAReplay checks that a subscriber which replays as much as it may, far behind another one, has nothing
// computed again, and that what is held has a limit.
func TestPastHoldsAReplay(t *testing.T) {
	// An event of a node with GPUs takes a quarter more memory than its bytes in one framing.
	const framed, size = 1 << 20, 5 << 18
	var p past
	made := 0
	replay := func(ticks int64) {
		for tick := range ticks {
			p.get(tick, func() *Batch {
				made++
				b := &Batch{tick: tick}
				b.size.Store(size)
				return b
			})
		}
	}
	replay(maxReplay / framed)
	replay(maxReplay / framed)
	if made != maxReplay/framed {
		t.Errorf("%d ticks were made for two replays, want %d", made, maxReplay/framed)
	}
	replay(pastTicks)
	if held := int64(len(p.batches)) * size; held > pastBytes+size {
		t.Errorf("%d bytes are held, want at most %d and one tick", held, pastBytes)
	}
}
