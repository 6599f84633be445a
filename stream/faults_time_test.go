package stream_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
)

// heard is a message with the wall time at which it came.
type heard struct {
	message
	at time.Time
}

// hear returns what a reader gets from now on, in a channel that is closed when the connection ends.
func hear(r reader) <-chan heard {
	all := make(chan heard, 1<<16)
	go func() {
		defer close(all)
		for {
			m, err := r.read()
			if err != nil {
				return
			}
			all <- heard{m, time.Now()}
		}
	}()
	return all
}

// collect returns what comes within a time.
func collect(all <-chan heard, within time.Duration) (list []heard) {
	for end := time.After(within); ; {
		select {
		case m, ok := <-all:
			if !ok {
				return list
			}
			list = append(list, m)
		case <-end:
			return list
		}
	}
}

// TestTimedFaults opens streams of both transports: what is held up comes late, in order and complete, and a stream
// without its fault is as before.
func TestTimedFaults(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"ws", "sse"} {
		for _, tc := range []struct {
			fault string
			// check gets what came late, and the wall time of tick 0.
			check func(t *testing.T, late []heard, anchor time.Time)
		}{
			{`"latency": {"delay": "400ms"}`, func(t *testing.T, late []heard, anchor time.Time) {
				for _, m := range late {
					if m.ID == "" || m.Type == "snapshot" {
						continue
					}
					due := anchor.Add(time.Duration(parseID(t, m.ID).Tick) * tick)
					// The stream begins with whole ticks.
					if by := m.at.Sub(due); due.After(late[0].at) && by < 400*time.Millisecond {
						t.Fatalf("%s came %s after its tick, want 400 ms or more", m.ID, by)
					}
				}
			}},
			{`"freeze": {"for": "300ms", "every": "600ms"}`, func(t *testing.T, late []heard, _ time.Time) {
				if longest := longestPause(late); longest < 250*time.Millisecond {
					t.Errorf("the longest pause is %s, want 300 ms or more", longest)
				}
			}},
			{`"nth": 30, "hang": {"for": "500ms"}`, func(t *testing.T, late []heard, _ time.Time) {
				if longest := longestPause(late); longest < 450*time.Millisecond {
					t.Errorf("the longest pause is %s, want 500 ms or more", longest)
				}
			}},
		} {
			t.Run(transport+" "+tc.fault, func(t *testing.T) {
				t.Parallel()
				var anchor time.Time
				s := newServer(t, func(o *stream.Options) { anchor = o.Genesis.Anchor })
				s.addFaults(t, fmt.Sprintf(`{"on": {"streams": [%q], "topics": ["cluster"]}, "for": "1h", %s}`, transport, tc.fault))
				struck := hear(s.subscribe(t, transport, "topics=cluster"))
				got := collect(struck, 1500*time.Millisecond)
				tc.check(t, got, anchor)
				if _, err := s.hub.RemoveFaults(t.Context()); err != nil {
					t.Fatal(err)
				}
				got = append(got, collect(struck, 500*time.Millisecond)...)
				checkComplete(t, got)
				s.hub.Close()
				for range struck {
				}
			})
		}
	}
}

// longestPause returns the longest time between two messages.
func longestPause(list []heard) (longest time.Duration) {
	for i := 1; i < len(list); i++ {
		longest = max(longest, list[i].at.Sub(list[i-1].at))
	}
	return longest
}

// checkComplete checks that the ticks of a stream of one event a tick have no hole.
func checkComplete(t *testing.T, list []heard) {
	t.Helper()
	last := int64(-1)
	for _, m := range list {
		if m.Type == "gap" {
			t.Fatalf("got a gap: %s", m.Payload)
		}
		if m.Type != "cluster_status" {
			continue
		}
		id := parseID(t, m.ID)
		if last >= 0 && id.Tick != last+1 {
			t.Fatalf("tick %d follows %d", id.Tick, last)
		}
		last = id.Tick
	}
	if last < 0 {
		t.Errorf("got %d messages, want ticks", len(list))
	}
}

// TestHang checks that a stream that hangs is silent for good, with its connection open and without an answer to a ping,
// that it goes on when the fault is removed, and that it does not hold up the end.
func TestHang(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	s.addFaults(t, `{"name": "stuck", "on": {"streams": ["ws"]}, "hang": {}}`)
	r := s.dial(t, "topics=cluster")
	all := hear(r)
	if got := collect(all, 300*time.Millisecond); len(got) != 2 {
		t.Errorf("got %d messages, want hello and the snapshot", len(got))
	}
	r.send(t, `{"type": "ping"}`)
	r.send(t, "ping")
	if got := collect(all, 300*time.Millisecond); len(got) != 0 {
		t.Errorf("got %d messages, want silence", len(got))
	}
	if list := s.hub.Subscriptions(); len(list) != 1 || fmt.Sprint(list[0].Faults) != "[stuck]" {
		t.Errorf("got %+v, want one that is stuck", list)
	}
	// Longer than the ring reaches.
	collect(all, 2*time.Second)
	if _, err := s.hub.RemoveFaults(t.Context(), "stuck"); err != nil {
		t.Fatal(err)
	}
	checkComplete(t, collect(all, 700*time.Millisecond))
	s.addFaults(t, `{"on": {"streams": ["ws"]}, "hang": {}}`)
	collect(all, 100*time.Millisecond)
	begun := time.Now()
	s.hub.Close()
	for range all {
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the end took %s, want at most a second", took)
	}
}

// TestBandwidth checks the rate of a slow stream, that another is not slowed down, and that the end is not held up.
func TestBandwidth(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(o *stream.Options) { o.Genesis.Scenario = load(t, "chaos") })
	s.addFaults(t, `{"on": {"streams": ["ws"]}, "bandwidth": {"kbps": 80}}`)
	slow, fast := hear(s.dial(t, "")), hear(s.events(t, "", ""))
	collect(slow, 1500*time.Millisecond)
	list := s.hub.Subscriptions()
	// 10 kB a second, and the snapshot, which is not struck.
	if list[0].Bytes > 60_000 || list[1].Bytes < list[0].Bytes {
		t.Errorf("got %d and %d bytes, want some 20,000 and more", list[0].Bytes, list[1].Bytes)
	}
	begun := time.Now()
	s.hub.Close()
	for range slow {
	}
	for range fast {
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the end took %s, want at most a second", took)
	}
}

// TestNamedMessages strikes messages about the connection, which only faults that name their types do.
func TestNamedMessages(t *testing.T) {
	s := newServer(t, paused)
	for _, kind := range []string{"hello", "snapshot"} {
		s.addFaults(t, `{"name": "`+kind+`", "on": {"types": ["`+kind+`"]}, "drop": {}}`)
	}
	for _, transport := range []string{"ws", "sse"} {
		r := s.subscribe(t, transport, "")
		if got := collect(hear(r), 100*time.Millisecond); len(got) != 0 {
			t.Errorf("%s: got %d messages, want none", transport, len(got))
		}
	}
	s = newServer(t, paused)
	s.addFaults(t, `{"on": {"types": ["hello"], "streams": ["ws"]}, "close": {"code": 1013}}`)
	if _, err := s.dial(t, "").read(); err == nil || !strings.Contains(err.Error(), "1013") {
		t.Errorf("got %v, want a close in place of hello", err)
	}
}
