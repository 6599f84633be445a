package rest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/rest"
	"trainmock/stream"
	"trainmock/stream/model"
)

// TestHangIsLifted answers a request that is held up or slowed down when its fault is removed or replaced, and not when
// anything else changes: neither another fault nor the epoch.
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
		for _, kind := range []string{
			`"hang":{}`, `"hang":{"for":"1h"}`, `"latency":{"delay":"10m"}`, `"bandwidth":{"kbps":1}`,
		} {
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

// TestHeldUntilTheEnd answers a request that is held up or slowed down within a second of the end of its fault, which
// lasts for a span of world time, and no earlier.
func TestHeldUntilTheEnd(t *testing.T) {
	for _, kind := range []string{
		`"hang":{}`, `"hang":{"for":"1h"}`, `"latency":{"delay":"10m"}`, `"bandwidth":{"kbps":1}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			hub := newHub(t, 7, `{"for":"10s",`+kind+`}`)
			routes := rest.New(rest.Options{Find: func(*http.Request) (rest.Source, error) { return hub, nil }})
			w, answered := httptest.NewRecorder(), make(chan struct{})
			go func() {
				defer close(answered)
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, askedPath, nil))
			}()
			for _, ticks := range []int64{5, 15} {
				select {
				case <-answered:
					t.Fatalf("%s: got %s while the fault is in force, want it held", kind, w.Body)
				case <-time.After(1500 * time.Millisecond):
				}
				if _, err := hub.Advance(t.Context(), ticks, nil); err != nil {
					t.Fatal(err)
				}
			}
			begun := time.Now()
			if <-answered; time.Since(begun) > time.Second || w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: got %d with %d bytes after %s, want the answer within a second", kind, w.Code, w.Body.Len(),
					time.Since(begun))
			}
			hub.Close()
		})
	}
}

// awaitStrike waits until the first fault has struck.
func (s *faulty) awaitStrike(tb testing.TB) {
	tb.Helper()
	for tb.Context().Err() == nil && s.hub.Faults(tb.Context())[0].Struck == 0 {
		<-time.After(time.Millisecond)
	}
}
