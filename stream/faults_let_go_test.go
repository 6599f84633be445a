package stream_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// TestFaultsLetGo ends faults that hold streams up or slow them down, in every way in which a fault ends: what is held
// up, which would take minutes, comes at once and in order, up to the newest tick or to the end of the epoch.
func TestFaultsLetGo(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{`"latency": {"delay": "10m"}`, `"bandwidth": {"kbps": 1}`} {
		for _, tc := range []struct {
			name string
			// where is what the definition has beside the kind, and end ends the fault.
			where string
			end   func(*testing.T, *server) error
		}{
			{"removed", "", func(t *testing.T, s *server) error {
				_, err := s.hub.RemoveFaults(t.Context())
				return err
			}},
			{"replaced", "", func(t *testing.T, s *server) error {
				other := faultOf(t, `{"name": "held", "on": {"streams": ["dashboard"]}, "drop": {}}`)
				_, err := s.hub.AddFaults(t.Context(), []model.Fault{other}, true)
				return err
			}},
			{"for", `"for": "20s", `, func(*testing.T, *server) error { return nil }},
			{"seek", `"for": "10m", `, func(t *testing.T, s *server) error {
				return s.hub.Seek(t.Context(), func(now time.Time) (time.Time, error) { return now.Add(time.Hour), nil })
			}},
			{"scenario", "", func(t *testing.T, s *server) error {
				return s.hub.Switch(t.Context(), func(g journal.Genesis, now time.Time) journal.Genesis {
					g.Scenario, g.Start = load(t, "demo"), now
					return g
				})
			}},
		} {
			for _, transport := range []string{"ws", "sse"} {
				t.Run(fmt.Sprint(kind, " ", tc.name, " ", transport), func(t *testing.T) {
					t.Parallel()
					f := faultOf(t, `{"name": "held", "on": {"streams": ["ws", "sse"]}, `+tc.where+kind+`}`)
					s := newServer(t, func(o *stream.Options) { o.Genesis.Scenario.Faults = []model.Fault{f} })
					if tc.name != "scenario" {
						s = newServer(t, nil)
						s.addFaults(t, `{"name": "held", "on": {"streams": ["ws", "sse"]}, `+tc.where+kind+`}`)
					}
					all := hear(s.subscribe(t, transport, "snapshot=false&topics=cluster"))
					collect(all, 500*time.Millisecond)
					if err := tc.end(t, s); err != nil {
						t.Fatal(err)
					}
					checkLetGo(t, all, tc.name == "seek" || tc.name == "scenario", ticksOf(s))
					s.hub.Close()
					for range all {
					}
				})
			}
		}
	}
}

// ticksOf returns the newest tick.
func ticksOf(s *server) int64 {
	_, view := s.hub.Newest()
	return int64(view.Time().Sub(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) / time.Second)
}

// checkLetGo checks that a stream gets its ticks in order, up to one or to the end of its epoch, within seconds.
func checkLetGo(t *testing.T, all <-chan heard, epochEnds bool, newest int64) {
	t.Helper()
	last := int64(-1)
	for patience := time.After(10 * time.Second); ; {
		select {
		case m := <-all:
			switch {
			case m.Type == "clock" && epochEnds:
				return
			case m.Type == "cluster_status":
				tick := parseID(t, m.ID).Tick
				if last >= 0 && tick != last+1 {
					t.Fatalf("tick %d follows %d", tick, last)
				}
				if last = tick; last >= newest && !epochEnds {
					return
				}
			}
		case <-patience:
			t.Fatalf("the stream has come to tick %d of %d within ten seconds", last, newest)
		}
	}
}

// TestMessageLetGo removes a fault while a message is written that would take minutes: the rest of it comes at once.
func TestMessageLetGo(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"ws", "sse"} {
		s := newServer(t, nil)
		s.addFaults(t, `{"on": {"types": ["snapshot"]}, "bandwidth": {"kbps": 1}}`)
		all := hear(s.subscribe(t, transport, ""))
		if got := collect(all, 300*time.Millisecond); len(got) != 1 {
			t.Errorf("%s: got %d messages, want hello alone", transport, len(got))
		}
		if _, err := s.hub.RemoveFaults(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case m := <-all:
			if m.Type != "snapshot" {
				t.Errorf("%s: got %s, want the snapshot", transport, m.Type)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the snapshot has not come within ten seconds", transport)
		}
		s.hub.Close()
		for range all {
		}
	}
}
