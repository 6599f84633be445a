package nats

import (
	"testing"
	"time"
)

// TestOffsets checks that an entry that was held up does not look like a clock that is wrong, and that the clock's own
// changes show.
func TestOffsets(t *testing.T) {
	var o offsets
	if got := o.least(); got != 0 {
		t.Errorf("got %s without an entry, want 0", got)
	}
	for i, tc := range []struct{ ms, want time.Duration }{
		{2, 2}, {2000, 2}, {3, 2}, {-500, -500}, {-501, -501}, // the clock was set back
		{4, -501}, {5, -501}, {6, -501}, {7, -501}, {8, 4}, // and on again
	} {
		o.note(tc.ms * time.Millisecond)
		if got := o.least(); got != tc.want*time.Millisecond {
			t.Errorf("entry %d: got an offset of %s, want %d ms", i, got, tc.want)
		}
	}
}
