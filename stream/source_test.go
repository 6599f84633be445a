package stream_test

import (
	"sync"
	"testing"

	"trainmock/stream"
)

// TestCount gives each request to a route of a hub a number of its own, from 0 on.
func TestCount(t *testing.T) {
	var first, second stream.Hub
	const each = 100
	seen := make(chan uint64, 4*each)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range each {
				seen <- first.Count("GET /a")
			}
		})
	}
	all.Wait()
	close(seen)
	numbers := map[uint64]bool{}
	for n := range seen {
		numbers[n] = true
	}
	if len(numbers) != 4*each || !numbers[0] || !numbers[4*each-1] {
		t.Errorf("got %d numbers, want 0 to %d", len(numbers), 4*each-1)
	}
	if n := first.Count("GET /b"); n != 0 {
		t.Errorf("another route begins at %d, want 0", n)
	}
	if n := second.Count("GET /a"); n != 0 {
		t.Errorf("another hub begins at %d, want 0", n)
	}
}
