package stream

import (
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/wire"
)

// TestInTime checks that streams are not late, also when nothing is sent, nor after the machine slept.
func TestInTime(t *testing.T) {
	for _, sleep := range []time.Duration{0, time.Minute} {
		sleeping(t, "topics=tasks", sleep, func(h *Hub) {
			if late, tick := h.Late(); late > tick || tick != 20*time.Millisecond {
				t.Errorf("got %v late of a tick of %v, want less than 20 ms", late, tick)
			}
		})
	}
}

// TestLate checks that streams are as late as the lanes are, and in time while nobody watches.
func TestLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Its lanes do not run, as if no processor was free.
		h := newHub(t, genesis(t, "demo", time.Second), deliver.NewLanes())
		pass(time.Minute)
		if late, tick := h.Late(); late != 0 || tick != time.Second {
			t.Errorf("unwatched: got %v late of a tick of %v, want 0 of 1 s", late, tick)
		}
		if err := h.enter(); err != nil {
			t.Fatal(err)
		}
		s := newSubscriber(h, wire.SSE, ask.Subscription{})
		s.open(&line{}, nil)
		pass(500 * time.Millisecond)
		for _, want := range []time.Duration{0, 9500 * time.Millisecond, 19500 * time.Millisecond} {
			if late, _ := h.Late(); late != want {
				t.Errorf("got %v late, want %v", late, want)
			}
			pass(10 * time.Second)
		}
		s.pump.Finish()
		s.leave("the test")
		if late, _ := h.Late(); late != 0 {
			t.Errorf("left: got %v late, want 0", late)
		}
	})
}
