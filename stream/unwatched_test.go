package stream

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/wire"
)

const (
	// unwatched is how many hubs stand about, maxUnwatched how much each may hold, in bytes.
	unwatched    = 1000
	maxUnwatched = 100_000
)

// heap returns the number of bytes in use.
func heap() int64 {
	// What a first collection finalizes or takes out of pools, a second frees.
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// watchFor watches a hub for some ticks, and leaves.
func watchFor(tb testing.TB, h *Hub, ticks int) {
	tb.Helper()
	wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?snapshot=false", nil), time.Second)
	if err != nil {
		tb.Fatal(err)
	}
	var to sink
	if err := h.enter(); err != nil {
		tb.Fatal(err)
	}
	s := newSubscriber(h, wire.SSE, wish)
	s.open(&to, nil)
	pass(time.Duration(ticks) * time.Second)
	s.pump.Finish()
	s.leave("the test")
	if want := ticks * 2000; to.bytes < want {
		tb.Errorf("got %d bytes of %d ticks, want at least %d", to.bytes, ticks, want)
	}
}

// TestUnwatched checks that a hub that is not watched any more holds no goroutine, no timer and little memory.
func TestUnwatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := deliver.NewLanes()
		ctx, cancel := context.WithCancel(t.Context())
		go lanes.Run(ctx)
		defer cancel()
		synctest.Wait()
		goroutines, before := runtime.NumGoroutine(), heap()
		g := genesis(t, "demo", time.Second)
		hubs, seen := make([]*Hub, unwatched), make([]weak.Pointer[Hub], unwatched)
		for i := range hubs {
			g.Seed = uint64(i)
			hubs[i] = newHub(t, g, lanes)
			seen[i] = weak.Make(hubs[i])
			watchFor(t, hubs[i], 3)
		}
		synctest.Wait()
		each := (heap() - before) / unwatched
		t.Logf("%d bytes each", each)
		if each > maxUnwatched {
			t.Errorf("got %d bytes each, want at most %d", each, maxUnwatched)
		}
		if got := runtime.NumGoroutine(); got > goroutines {
			t.Errorf("got %d goroutines, want %d as before", got, goroutines)
		}
		// The newest tick is computed when somebody asks.
		if _, v := hubs[0].Newest(); time.Since(v.Time()) >= time.Second {
			t.Errorf("the newest tick is of %s, want less than a second before %s", v.Time(), time.Now())
		}
		// A goroutine, a timer or a lane that knew of a hub would keep it.
		clear(hubs)
		heap()
		for _, hub := range seen {
			if hub.Value() != nil {
				t.Fatal("a hub is still in memory, want it collected")
			}
		}
	})
}
