package session_test

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"weak"

	"trainmock/stream"
	"trainmock/stream/session"
)

// TestManyComeAndGo makes and ends sessions from many goroutines: none is left, nor anything of them.
func TestManyComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 64)
		synctest.Wait()
		before := goroutines()
		var seen []weak.Pointer[stream.Hub]
		var mu sync.Mutex
		var work sync.WaitGroup
		for g := range 8 {
			work.Go(func() {
				for i := range 125 {
					w := b.Defaults()
					w.Name = "s" + strconv.Itoa(g) + "-" + strconv.Itoa(i)
					s, err := b.Create(t.Context(), w)
					if err != nil {
						t.Error(err)
						return
					}
					ask(b, "/s/"+w.Name+"/", nil)
					mu.Lock()
					seen = append(seen, weak.Make(s.Hub))
					mu.Unlock()
					if _, err := b.Delete(w.Name); err != nil {
						t.Error(err)
					}
				}
			})
		}
		work.Wait()
		synctest.Wait()
		if got := goroutines(); names(b) != "" || got > before {
			t.Errorf("got the sessions %q and %d goroutines, want none and %d", names(b), got, before)
		}
		runtime.GC()
		runtime.GC()
		for _, hub := range seen {
			if hub.Value() != nil {
				t.Fatal("a hub is still in memory, want it collected")
			}
		}
	})
}

// TestIdleCosts measures 64 sessions that nobody watches.
func TestIdleCosts(t *testing.T) {
	const most = 100_000
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 64)
		running, before := goroutines(), heap()
		for range 64 {
			s := create(t, b, "", session.DefaultIdle)
			ask(b, "/s/"+s.Name+"/", nil)
			w, now := s.Hub.Now()
			w.At(now).Tasks()
		}
		each := (heap() - before) / 64
		t.Logf("%d bytes each", each)
		if got := goroutines(); each > most || got > running {
			t.Errorf("got %d bytes each and %d goroutines, want at most %d and %d", each, got, most, running)
		}
		runtime.KeepAlive(b)
	})
}

// BenchmarkCostOfAnInstant measures a request to one session and a reading of its tasks, beside other sessions that
// nobody watches.
func BenchmarkCostOfAnInstant(b *testing.B) {
	for _, count := range []int{1, 64, 1000} {
		b.Run(fmt.Sprintf("sessions/%d", count), func(b *testing.B) {
			book := newBook(b, count)
			path := ""
			for range count {
				path = session.Path(create(b, book, "", session.DefaultIdle).Name) + "/"
			}
			for b.Loop() {
				_, _, hub := ask(book, path, nil)
				w, now := hub.Now()
				w.At(now).Tasks()
			}
		})
	}
}

// goroutines returns the number of goroutines that the program has started.
func goroutines() int {
	all := make([]byte, 1<<20)
	return strings.Count(string(all[:runtime.Stack(all, true)]), "created by trainmock/stream")
}

// heap returns the number of bytes in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
