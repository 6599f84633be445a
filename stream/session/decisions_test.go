package session_test

import (
	"net/http"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/session"
	"trainmock/stream/world"
)

// TestDecisionsOfAllSessions has sessions decide at the same time: a processor is left to the ticks, and the main world
// does not wait.
func TestDecisionsOfAllSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sessions = 16
		b := newBook(t, sessions)
		begun, over := make(chan struct{}, sessions), make(chan struct{})
		var work sync.WaitGroup
		for range sessions {
			h := create(t, b, "", 0).Hub
			work.Go(func() {
				decide(t, h, func() {
					begun <- struct{}{}
					<-over
				})
			})
		}
		synctest.Wait()
		if got, want := len(begun), max(1, runtime.GOMAXPROCS(0)-1); got != want {
			t.Errorf("%d sessions decide at a time, want %d", got, want)
		}
		_, _, main := ask(b, "/", nil)
		decided := false
		go decide(t, main, func() { decided = true })
		synctest.Wait()
		if !decided {
			t.Error("the main world waits for sessions, want it to decide at once")
		}
		close(over)
		work.Wait()
	})
}

// TestSearchLetsOthersDecide has a session look for an event that never comes: another one decides between two ticks.
// When the session is deleted, it stops there, too.
func TestSearchLetsOthersDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 100)
		over := make(chan struct{})
		for range runtime.GOMAXPROCS(0) - 2 {
			go decide(t, create(t, b, "", 0).Hub, func() { <-over })
		}
		searching, other := paused(t, b), create(t, b, "", 0).Hub
		ticks, decided := 0, 0
		_, err := searching.Hub.Advance(t.Context(), stream.MaxAdvance, func(e model.Event) bool {
			// A tick has one of these events.
			if e.EventType != model.EventClusterStatus {
				return false
			}
			switch ticks++; ticks {
			case 1:
				go decide(t, other, func() { decided = ticks })
			case 100:
				go b.Delete(searching.Name)
			}
			synctest.Wait()
			return false
		})
		close(over)
		if decided != 1 || ticks != 100 || status(err) != http.StatusServiceUnavailable {
			t.Errorf("the other decided after %d ticks, and the search ended with %v after %d, want 1, 503 and 100",
				decided, err, ticks)
		}
	})
}

// decide has a hub decide, which calls a function and changes nothing.
func decide(tb testing.TB, h *stream.Hub, work func()) {
	_, err := h.Do(tb.Context(), func(*world.World, time.Time) ([]model.Verb, error) {
		work()
		return nil, nil
	})
	if err != nil {
		tb.Error(err)
	}
}

// paused makes a session that stands.
func paused(tb testing.TB, b *session.Book) session.State {
	tb.Helper()
	w := b.Defaults()
	w.Genesis.Speed, w.Genesis.Anchor = 0, time.Now()
	s, err := b.Create(tb.Context(), w)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
