package app

import "testing"

// TestMemoryDue checks that memory is given back once it has grown and the storm is over, and not again while it stays
// as it then is.
func TestMemoryDue(t *testing.T) {
	const mb = 1 << 20
	m := newMemory(40*mb, 100*mb)
	for i, tc := range []struct {
		held, allocated uint64
		want            bool
		settled         uint64
	}{
		{55 * mb, 101 * mb, false, 0},        // a little growth
		{400 * mb, 5000 * mb, false, 0},      // the storm
		{400 * mb, 5001 * mb, true, 45 * mb}, // it is over
		{50 * mb, 5002 * mb, false, 0},
		{300 * mb, 5003 * mb, true, 290 * mb}, // memory that is in use
		{305 * mb, 5004 * mb, false, 0},
		{30 * mb, 5005 * mb, false, 0}, // it is not any more
		{50 * mb, 5006 * mb, true, 0},
	} {
		if got := m.due(tc.held, tc.allocated); got != tc.want {
			t.Errorf("look %d, %d MB held: got %t, want %t", i, tc.held/mb, got, tc.want)
		}
		if tc.settled > 0 {
			m.settled = tc.settled
		}
	}
}

// TestMemoryAfterAnEarlyStorm checks that a storm before the first look is no measure of what the program needs.
func TestMemoryAfterAnEarlyStorm(t *testing.T) {
	const mb = 1 << 20
	m := newMemory(15*mb, 5*mb)
	if m.due(130*mb, 205*mb) {
		t.Error("got memory given back in the storm, want it behind")
	}
	if !m.due(130*mb, 206*mb) {
		t.Error("got 130 MB kept behind a storm that began with 15 MB, want them given back")
	}
}
