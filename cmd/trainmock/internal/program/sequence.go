package program

import "testing"

// CheckSequence fails the test unless the ids of events go on behind since without a hole, and all events of a tick
// have the same time, later than that of the tick before.
func CheckSequence(tb testing.TB, since Message, events []Message) {
	tb.Helper()
	last, time := since.EventID(tb), since.Time
	for _, m := range events {
		id, want := m.EventID(tb), last
		if want.Index++; id.Index == 0 {
			want.Tick, want.Index = last.Tick+1, 0
			if m.Type != "cluster_status" {
				tb.Errorf("%s begins with %s, want cluster_status", id, m.Type)
			}
		}
		if id != want {
			tb.Errorf("%s follows %s, want %s", id, last, want)
		}
		if newTick := id.Tick != last.Tick; newTick && m.Time <= time || !newTick && m.Time != time {
			tb.Errorf("%s is at %s, after %s", id, m.Time, time)
		}
		last, time = id, m.Time
	}
}
