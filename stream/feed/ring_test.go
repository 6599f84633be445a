package feed

import "testing"

// heavy returns a batch that holds more than a quarter of the ring's limit.
func heavy(tick int64) *Batch {
	b := &Batch{tick: tick}
	b.size.Store(ringBytes/4 + 1)
	return b
}

// TestRingForgets checks that the oldest ticks leave, by number and by size.
func TestRingForgets(t *testing.T) {
	r := newRing(0, nil)
	for n := range int64(1000) {
		r.advance(n)
		if !r.holds(n) {
			t.Fatalf("tick %d is not held, want the newest to be", n)
		}
		r.batches[n] = &Batch{tick: n}
	}
	if len(r.batches) != ringTicks || r.oldest != 1000-ringTicks {
		t.Errorf("got %d ticks from %d on, want %d from %d on", len(r.batches), r.oldest, ringTicks, 1000-ringTicks)
	}
	for n := int64(1000); n < 1010; n++ {
		r.advance(n)
		r.batches[n] = heavy(n)
	}
	r.advance(1010)
	if len(r.batches) != 3 {
		t.Errorf("got %d heavy ticks, want 3", len(r.batches))
	}
	if r.holds(1005) {
		t.Error("tick 1005 is held, want it dropped")
	}
}

// TestRingTrims checks that the oldest ticks leave once they are heavy and nobody needs them, and never the newest.
func TestRingTrims(t *testing.T) {
	for _, tc := range []struct {
		name           string
		size           int64
		needed, oldest int64
	}{
		{"light", spareBytes / 16, 11, -10},
		{"heavy", spareBytes/4 + 1, 11, 8},
		{"heavy, and one is needed", spareBytes/4 + 1, 5, 5},
		{"heavy, and all are needed", spareBytes/4 + 1, -10, -10},
		{"very heavy", 2 * spareBytes, 11, 10},
	} {
		r := newRing(10, nil)
		r.drop(-11)
		for n := int64(1); n <= 10; n++ {
			r.batches[n] = &Batch{tick: n}
			r.batches[n].size.Store(tc.size)
		}
		r.trim(tc.needed)
		if r.oldest != tc.oldest || !r.holds(10) || r.batches[10] == nil {
			t.Errorf("%s: got the ticks from %d on, want from %d on", tc.name, r.oldest, tc.oldest)
		}
	}
}
