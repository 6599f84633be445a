package stream_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/wire"
	"trainmock/stream/world"
)

// TestResume drops a subscriber in the middle, again and again. Its parts must add up to the whole.
func TestResume(t *testing.T) {
	s := newServer(t, nil)
	for _, transport := range []string{"ws", "sse"} {
		r := s.subscribe(t, transport, "")
		last := until(t, r, "snapshot")
		for range 10 {
			for range 25 {
				m := r.next(t)
				follow(t, last, m)
				last = m
			}
			r.close()
			r = s.subscribe(t, transport, "since="+last.ID)
			if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
				t.Fatalf("got %+v, want a stream that resumes", h)
			}
		}
		r.close()
	}
}

// TestResumeElsewhere checks that another process with the same scenario, seed, start and anchor goes on with the same
// bytes, also before the beginning of its ring.
func TestResumeElsewhere(t *testing.T) {
	anchor := time.Now().Add(-time.Minute)
	same := func(o *stream.Options) { o.Genesis.Anchor = anchor }
	a, b := newServer(t, same), newServer(t, same)
	if a.hub.Epoch() != b.hub.Epoch() {
		t.Fatalf("got epochs %s and %s, want equal ones", a.hub.Epoch(), b.hub.Epoch())
	}
	since := wire.EventID{Epoch: a.hub.Epoch(), Tick: 5, Index: 3}.String()
	one, other := a.dial(t, "since="+since), b.events(t, "", since)
	one.next(t)
	other.next(t)
	last := message{ID: since}
	for range 2000 {
		m, n := one.next(t), other.next(t)
		follow(t, last, m)
		if m.ID != n.ID || string(m.Payload) != string(n.Payload) {
			t.Fatalf("got %+v there, want %+v as here", n, m)
		}
		last = m
	}
}

// TestGaps checks that a client that cannot resume is told the reason, and starts over.
func TestGaps(t *testing.T) {
	s := newServer(t, func(o *stream.Options) {
		o.Replay = time.Second
		o.Genesis.Anchor = o.Genesis.Anchor.Add(-time.Hour)
	})
	epoch := s.hub.Epoch()
	for _, tc := range []struct{ since, reason string }{
		{epoch + ":3:0", "too_old"},
		{epoch + ":99999999:0", "ahead"},
		{"00000000:3:0", "other_epoch"},
	} {
		r := s.dial(t, "snapshot=false&since="+tc.since)
		if h := payload[model.Hello](t, r.next(t)); h.Resumed {
			t.Errorf("%s: got a stream that resumes, want one that does not", tc.since)
		}
		gap := r.next(t)
		g := payload[model.Gap](t, gap)
		if gap.Type != "gap" || g.Reason != tc.reason || g.Recover == "" {
			t.Errorf("%s: got %+v, want a gap because of %s", tc.since, gap, tc.reason)
		}
		parseID(t, g.From)
		parseID(t, g.To)
		snapshot := r.next(t)
		if snapshot.Type != "snapshot" {
			t.Errorf("%s: got %+v after the gap, want a snapshot", tc.since, snapshot)
		}
		follow(t, snapshot, r.next(t))
	}
	for _, header := range []string{"nonsense", "1", "9f3ab2c1:1042", "9f3ab2c1:x:3", "::", "💥", fmt.Sprint(1 << 62)} {
		r := s.events(t, "", header)
		r.next(t)
		if m := r.next(t); m.Type != "gap" || payload[model.Gap](t, m).Reason != "other_epoch" {
			t.Errorf("%q: got %+v, want a gap because of other_epoch", header, m)
		}
		r.close()
	}
}

// TestResumeAhead checks that a stream can resume from a tick that is about to come, because the clocks of replicas
// differ a little.
func TestResumeAhead(t *testing.T) {
	s := newServer(t, nil)
	newest := parseID(t, until(t, s.dial(t, ""), "cluster_status").ID)
	newest.Tick += 20
	r := s.dial(t, "since="+newest.String())
	if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
		t.Fatalf("got %+v, want a stream that resumes", h)
	}
	follow(t, message{ID: newest.String()}, r.next(t))
}

// TestResumeAheadOfACommand checks that a stream which waits for the tick of its id, of which it has a part from another
// process, gets a gap if a command comes first.
func TestResumeAheadOfACommand(t *testing.T) {
	s := newServer(t, nil)
	newest := parseID(t, until(t, s.dial(t, ""), "cluster_status").ID)
	newest.Tick += 50
	for _, transport := range []string{"ws", "sse"} {
		r := s.subscribe(t, transport, "since="+newest.String())
		if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
			t.Fatalf("got %+v, want a stream that resumes", h)
		}
		start := func(*world.World, time.Time) ([]model.Verb, error) { return []model.Verb{model.StartTask{}}, nil }
		if _, err := s.hub.Do(t.Context(), start); err != nil {
			t.Fatal(err)
		}
		gap := r.next(t)
		if gap.Type != "gap" || payload[model.Gap](t, gap).Reason != "other_epoch" {
			t.Errorf("got %+v, want a gap because of other_epoch", gap)
		}
		snapshot := r.next(t)
		if snapshot.Type != "snapshot" {
			t.Errorf("got %+v after the gap, want a snapshot", snapshot)
		}
		follow(t, snapshot, r.next(t))
		newest = parseID(t, snapshot.ID)
		newest.Tick += 50
	}
}

// TestResumeAheadOfALongTick checks that a stream can resume from the next tick, however long a tick is.
func TestResumeAheadOfALongTick(t *testing.T) {
	s := newServer(t, func(o *stream.Options) {
		o.Genesis.Tick = time.Minute
		o.Genesis.Anchor = o.Genesis.Anchor.Add(2*time.Second - time.Minute)
	})
	newest := parseID(t, until(t, s.dial(t, ""), "snapshot").ID)
	newest.Tick++
	if h := payload[model.Hello](t, s.dial(t, "since="+newest.String()).next(t)); !h.Resumed {
		t.Errorf("got %+v, want a stream that resumes", h)
	}
}
