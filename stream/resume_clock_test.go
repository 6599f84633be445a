package stream_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// told is an event as a subscriber got it.
type told struct {
	id, text string
}

// listen reads up to and including so many messages of a type, and returns the events.
func listen(tb testing.TB, r reader, kind string, times int) []told {
	tb.Helper()
	var all []told
	for times > 0 {
		text, err := r.text()
		m, err := decode(text, err)
		if err != nil {
			tb.Fatal(err)
		}
		if m.Type == kind {
			times--
		}
		if m.ID != "" {
			all = append(all, told{m.ID, string(text)})
		}
	}
	return all
}

// turns is a script with all changes of a clock that an epoch outlasts.
var turns = []struct {
	name string
	do   func(testing.TB, *stream.Hub) error
	// clocks is the number of messages about the clock that follow, and ticks how many the world then runs for.
	clocks, ticks int
}{
	{"speed", speed(120), 1, 3},
	{"slow speed", speed(0.5), 1, 3},
	{"pause", speed(0), 1, 0},
	{"advance", advance(3), 1, 0},
	{"fail", give(0, model.FailNode{NodeID: "#2", For: time.Minute}), 0, 0},
	{"advance again", advance(1), 1, 0},
	{"highest speed", speed(1000), 1, 3},
	{"start", give(0, model.StartTask{Rounds: 3, Clients: 1}), 0, 3},
	{"pause again", speed(0), 1, 0},
	{"last advance", advance(2), 1, 0},
}

// takeTurns carries out the script, and returns the events from three ticks before it on.
func takeTurns(t *testing.T, s *server) []told {
	t.Helper()
	live := s.dial(t, topics+"&snapshot=false")
	defer live.close()
	all := listen(t, live, "cluster_status", 3)
	for _, turn := range turns {
		if err := turn.do(t, s.hub); err != nil {
			t.Fatalf("%s: %v", turn.name, err)
		}
		all = append(all, listen(t, live, "clock", turn.clocks)...)
		all = append(all, listen(t, live, "cluster_status", turn.ticks)...)
	}
	return all
}

// checkResumes resumes behind each of the events, over both transports. All later ones have to come, byte for byte.
func checkResumes(t *testing.T, s *server, from string, all []told) {
	t.Helper()
	for i, since := range all {
		for _, transport := range []string{"ws", "sse"} {
			r := s.subscribe(t, transport, topics+"&since="+since.id)
			if h := r.next(t); h.Type != "hello" || !payload[model.Hello](t, h).Resumed {
				t.Fatalf("%s, %s, since %s: got %s %s, want hello of a stream that resumes", from, transport, since.id,
					h.Type, h.Payload)
			}
			for _, want := range all[i+1:] {
				if text, err := r.text(); err != nil || string(text) != want.text {
					t.Fatalf("%s, %s, since %s: got %.300s (%v), want %.300s", from, transport, since.id, text, err, want.text)
				}
			}
			r.close()
		}
	}
}

// TestResumeAcrossTheClock resumes from each event before and between changes of the clock, while the ring holds their
// ticks, and when they are computed anew because an advance has filled the ring with later ones.
func TestResumeAcrossTheClock(t *testing.T) {
	s := newServer(t, nil)
	all := takeTurns(t, s)
	checkResumes(t, s, "from the ring", all)
	for range 2 { // The second time none that resumed lately has left them there.
		if err := advance(300)(t, s.hub); err != nil {
			t.Fatal(err)
		}
	}
	checkResumes(t, s, "computed anew", all)
}

// TestResumeFromAnEarlierEpoch resumes from each event before a change that begins an epoch. Each gets a gap.
func TestResumeFromAnEarlierEpoch(t *testing.T) {
	for _, tc := range []struct {
		name string
		do   func(testing.TB, *stream.Hub) error
	}{
		{"seek forth", relative(10 * time.Minute)},
		{"seek back", relative(-10 * time.Second)},
		{"seek to now", relative(0)},
		{"reset", reset},
		{"undo", undo},
		{"scenario", func(tb testing.TB, h *stream.Hub) error {
			return h.Switch(tb.Context(), func(present journal.Genesis, now time.Time) journal.Genesis { return present })
		}},
	} {
		s := newServer(t, nil)
		all := takeTurns(t, s)
		if err := tc.do(t, s.hub); err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		if err := advance(40)(t, s.hub); err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		newest := fmt.Sprint(s.hub.Clock().Tick)
		for _, since := range all {
			for _, transport := range []string{"ws", "sse"} {
				r := s.subscribe(t, transport, topics+"&since="+since.id)
				hello, gap, snapshot := r.next(t), r.next(t), r.next(t)
				reason := ""
				if gap.Type == "gap" {
					reason = payload[model.Gap](t, gap).Reason
				}
				if payload[model.Hello](t, hello).Resumed || reason != "other_epoch" || snapshot.Type != "snapshot" ||
					fmt.Sprint(parseID(t, snapshot.ID).Tick) != newest {
					t.Fatalf("%s, %s, since %s: got %s, %s %s, %s %s, want hello, a gap because of other_epoch and a "+
						"snapshot of tick %s", tc.name, transport, since.id, hello.Payload, gap.Type, gap.Payload,
						snapshot.Type, snapshot.ID, newest)
				}
				r.close()
			}
		}
	}
}

// relative returns a step of a script that seeks an instant that far from the world's time.
func relative(d time.Duration) func(testing.TB, *stream.Hub) error {
	return func(tb testing.TB, h *stream.Hub) error {
		return h.Seek(tb.Context(), func(now time.Time) (time.Time, error) { return now.Add(d), nil })
	}
}
