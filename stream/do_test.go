package stream

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// always returns a decision that is the same for every world.
func always(verbs ...model.Verb) func(*world.World, time.Time) ([]model.Verb, error) {
	return func(*world.World, time.Time) ([]model.Verb, error) { return verbs, nil }
}

// newJournaled returns a hub of demo over a journal.
func newJournaled(tb testing.TB, j journal.Journal, tick time.Duration) *Hub {
	tb.Helper()
	h, err := New(Options{Genesis: genesis(tb, "demo", tick), Journal: j, Lanes: deliver.NewLanes()})
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// TestDo checks that a decision takes effect after the newest tick, at one instant and as a whole, and that the next
// request sees it.
func TestDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal.Memory{}
		h := newJournaled(t, j, time.Second)
		before, _ := h.Now()
		bad := errors.New("better not")
		for _, tc := range []struct {
			name   string
			decide func(*world.World, time.Time) ([]model.Verb, error)
			want   error
			logged int
		}{
			{"two at once", always(model.StartTask{}, model.RemoveNode{NodeID: "#2"}), nil, 2},
			{"the second is bad", always(model.StartTask{}, model.RemoveNode{NodeID: "node_0"}), world.ErrNoNode, 0},
			{"none", always(), nil, 0},
			{"refused", func(*world.World, time.Time) ([]model.Verb, error) { return nil, bad }, bad, 0},
		} {
			last, _ := j.Last(t.Context())
			logged, err := h.Do(t.Context(), tc.decide)
			now, _ := j.Last(t.Context())
			if !errors.Is(err, tc.want) || len(logged) != tc.logged || (now > last) != (tc.logged > 0) {
				t.Errorf("%s: %d commands, %v, %d entries behind %d; want %d, %v", tc.name, len(logged), err, now,
					last, tc.logged, tc.want)
			}
		}
		w, now := h.Now()
		if published := h.feed().Clock().Time(h.feed().Newest()); !now.After(published) {
			t.Errorf("now is %s, want it behind the newest tick, %s", now, published)
		}
		if w == before || len(w.At(now).Tasks()) != len(before.At(now).Tasks())+1 ||
			w.At(now).Nodes()[1].State != model.Dead {
			t.Errorf("got %d tasks and node 2 %s, want %d and %s", len(w.At(now).Tasks()), w.At(now).Nodes()[1].State,
				len(before.At(now).Tasks())+1, model.Dead)
		}
	})
}

// TestOvertaken checks that a command is decided on anew if a tick is published meanwhile, for an instant after that
// tick.
func TestOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJournaled(t, &journal.Memory{}, time.Second)
		var asked []time.Time
		logged, err := h.Do(t.Context(), func(_ *world.World, now time.Time) ([]model.Verb, error) {
			asked = append(asked, now)
			<-time.After(1500 * time.Millisecond) // as long as a large world takes
			h.feed().Advance(time.Now())
			return []model.Verb{model.RemoveNode{NodeID: "#2"}}, nil
		})
		if err != nil || len(asked) != 2 || len(logged) != 1 {
			t.Fatalf("asked %d times, %d commands, %v; want 2 and 1", len(asked), len(logged), err)
		}
		if published := h.feed().Clock().Time(h.feed().Newest()); !asked[1].After(published) {
			t.Errorf("decided for %s, want it behind the newest tick, %s", asked[1], published)
		}
		if w, now := h.Now(); w.At(now).Nodes()[1].State != model.Dead {
			t.Errorf("the next request finds the node %s, want %s", w.At(now).Nodes()[1].State, model.Dead)
		}
	})
}

// TestDecisionsQueue checks that of many decisions at once each has its effect in one order, and that the journal
// gives the same world.
func TestDecisionsQueue(t *testing.T) {
	const clients, each = 8, 25
	j := &journal.Memory{}
	h := newJournaled(t, j, 20*time.Millisecond)
	var work sync.WaitGroup
	for c := range clients {
		work.Go(func() {
			for i := range each {
				ip := fmt.Sprintf("10.0.%d.%d", c, i)
				if _, err := h.Do(t.Context(), always(model.AddNode{IP: ip}, model.StartTask{Rounds: 1})); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if last, _ := j.Last(t.Context()); last != 1+clients*each {
		t.Errorf("%d entries, want the genesis and %d", last, clients*each)
	}
	again := newJournaled(t, j, time.Hour)
	w, now := h.Now()
	if same, _ := again.Now(); !reflect.DeepEqual(same.At(now).Cluster(), w.At(now).Cluster()) ||
		!reflect.DeepEqual(same.At(now).Tasks(), w.At(now).Tasks()) {
		t.Error("got another world from the journal, want the same")
	}
	if n := len(w.At(now).Nodes()); n != 8+clients*each || h.Epoch() != again.Epoch() {
		t.Errorf("%d nodes in epoch %s, want %d, and epoch %s", n, h.Epoch(), 8+clients*each, again.Epoch())
	}
}

// TestFullJournal checks that commands that do not fit are refused and change nothing.
func TestFullJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJournaled(t, &journal.Memory{}, time.Second)
		pair := always(model.RemoveNode{NodeID: "#2"}, model.RecoverNode{NodeID: "#2"})
		for range journal.MaxDecisions / 2 {
			if _, err := h.Do(t.Context(), pair); err != nil {
				t.Fatal(err)
			}
		}
		before, _ := h.Now()
		_, err := h.Do(t.Context(), always(model.RemoveNode{NodeID: "#3"}))
		if after, _ := h.Now(); !errors.Is(err, journal.ErrFull) || after != before {
			t.Errorf("one more: %v, the same world: %t; want %v", err, after == before, journal.ErrFull)
		}
	})
}

// TestCommandRate checks that commands in a loop are slowed down to commandRate, refused ones too, and that a short
// list of them goes ahead at once.
func TestCommandRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newJournaled(t, &journal.Memory{}, time.Hour)
		begun := time.Now()
		refuse := func(count int) {
			for range count {
				_, _ = h.Do(t.Context(), always(model.RemoveNode{NodeID: "node_0"}))
			}
		}
		refuse(commandBurst)
		if took := time.Since(begun); took > 0 {
			t.Errorf("the first %d commands took %s, want no wait", commandBurst, took)
		}
		refuse(2 * int(commandRate))
		if took := time.Since(begun); took < 2*time.Second-time.Millisecond || took > 2*time.Second+time.Millisecond {
			t.Errorf("%v more took %s, want 2s", 2*commandRate, took)
		}
	})
}
