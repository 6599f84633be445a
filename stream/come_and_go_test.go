package stream

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/wire"
)

// TestComeAndGo starts and stops the ticking of a hub over and over, while others ask for the newest tick. Close waits
// for all of them.
func TestComeAndGo(t *testing.T) {
	wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?topics=cluster", nil), 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	lanes := deliver.NewLanes()
	h := newHub(t, genesis(t, "demo", 20*time.Millisecond), lanes)
	ctx, cancel := context.WithCancel(t.Context())
	var program, visitors sync.WaitGroup
	program.Go(func() { lanes.Run(ctx) })
	for range 3 {
		visitors.Go(func() {
			for range 300 {
				if err := h.enter(); err != nil {
					t.Errorf("got %v, want a place", err)
					return
				}
				s := newSubscriber(h, wire.SSE, wish)
				s.open(&sink{}, nil)
				h.Newest()
				s.pump.Finish()
				s.leave("the test")
			}
		})
	}
	visitors.Wait()
	if h.streams != 0 || h.Subscribers() != 0 {
		t.Errorf("got %d streams of %d subscribers, want none", h.streams, h.Subscribers())
	}
	var closing sync.WaitGroup
	closing.Go(h.Close)
	closing.Go(h.Close)
	closing.Wait()
	if err := h.enter(); err == nil {
		t.Error("a closed hub let a subscriber in, want a refusal")
	}
	cancel()
	program.Wait()
}
