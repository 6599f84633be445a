package rest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/model"
)

// TestHangIsLifted answers a request that hangs when its fault is removed or replaced, and not when anything else
// changes: neither another fault nor the epoch.
func TestHangIsLifted(t *testing.T) {
	late := func(name string) []model.Fault {
		return []model.Fault{{Name: name, Kind: model.Latency{Delay: time.Microsecond}}}
	}
	for name, lift := range map[string]func(context.Context, *stream.Hub) error{
		"removed": func(ctx context.Context, h *stream.Hub) error {
			_, err := h.RemoveFaults(ctx, "bad")
			return err
		},
		"all removed": func(ctx context.Context, h *stream.Hub) error {
			_, err := h.RemoveFaults(ctx)
			return err
		},
		"replaced": func(ctx context.Context, h *stream.Hub) error {
			_, err := h.AddFaults(ctx, late("bad"), true)
			return err
		},
	} {
		for _, kind := range []string{`"hang":{}`, `"hang":{"for":"1h"}`} {
			t.Run(name+" "+kind, func(t *testing.T) {
				s := newFaulty(t, "HTTP/1.1", `{"name":"bad",`+kind+`}`)
				answered := make(chan exchange, 1)
				go func() { answered <- s.ask(t, http.MethodGet, askedPath, nil) }()
				s.awaitStrike(t)
				if _, err := s.hub.AddFaults(t.Context(), late("other"), false); err != nil {
					t.Fatal(err)
				}
				if err := s.hub.Reset(t.Context()); err != nil {
					t.Fatal(err)
				}
				select {
				case e := <-answered:
					t.Fatalf("got %s (%v), want no answer while the fault is there", e.body, e.err)
				case <-time.After(20 * time.Millisecond):
				}
				if err := lift(t.Context(), s.hub); err != nil {
					t.Fatal(err)
				}
				if e := <-answered; e.err != nil || e.StatusCode != http.StatusOK || len(e.body) == 0 {
					t.Errorf("got %s (%v), want the answer", e.body, e.err)
				}
			})
		}
	}
}

// awaitStrike waits until the first fault has struck.
func (s *faulty) awaitStrike(tb testing.TB) {
	tb.Helper()
	for tb.Context().Err() == nil && s.hub.Faults()[0].Struck == 0 {
		<-time.After(time.Millisecond)
	}
}
