package feed_test

import (
	"errors"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unique"

	"trainmock/stream/ask"
	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// newFeed returns a feed with a tick a second, of which a minute can be resumed.
func newFeed() *feed.Feed {
	c := (&ticks{}).Clock()
	return feed.New(feed.Options{Epoch: epoch, Published: feed.Begin(c), Teller: teller{}, Replay: time.Minute},
		anchor.Add(500*time.Second))
}

// TestFeed checks that ticks are published by the wall clock, never taken back, and shared while the ring holds them.
func TestFeed(t *testing.T) {
	f := newFeed()
	for _, tc := range []struct {
		since  time.Duration
		newest int64
	}{{500 * time.Second, 500}, {501500 * time.Millisecond, 501}, {400 * time.Second, 501}, {900 * time.Second, 900}} {
		newest, _ := f.Advance(anchor.Add(tc.since))
		if newest != tc.newest || f.Newest() != tc.newest || f.Oldest() != tc.newest-60 {
			t.Errorf("%s: got tick %d, %d, and %d as the oldest, want %d", tc.since, newest, f.Newest(), f.Oldest(),
				tc.newest)
		}
	}
	for _, tc := range []struct {
		tick         int64
		held, shared bool
	}{{900, true, true}, {645, true, true}, {644, false, true}, {901, false, false}} {
		b, held := f.Batch(tc.tick)
		again, _ := f.Batch(tc.tick)
		if held != tc.held || b == again != tc.shared {
			t.Errorf("tick %d: held is %t, shared %t; want %t, %t", tc.tick, held, b == again, tc.held, tc.shared)
		}
		if got, want := b.Last(), (wire.EventID{Epoch: epoch, Tick: tc.tick, Index: 1}); got != want {
			t.Errorf("tick %d ends with %s, want %s", tc.tick, got, want)
		}
	}
}

// TestPastLeaves checks that ticks older than the ring are shared as long as they are asked for.
func TestPastLeaves(t *testing.T) {
	f := newFeed()
	before, _ := f.Batch(100)
	for n := range 30 {
		f.Advance(anchor.Add(time.Duration(501+n) * time.Second))
		f.Batch(101)
	}
	if again, _ := f.Batch(100); again != before {
		t.Error("got a new batch of tick 100, want the same while others are asked for")
	}
	for n := range 30 {
		f.Advance(anchor.Add(time.Duration(540+n) * time.Second))
	}
	if again, _ := f.Batch(100); again == before {
		t.Error("got the same batch of tick 100, want a new one 30 ticks after the last request")
	}
}

// TestInTurn checks that one slow function runs at a time.
func TestInTurn(t *testing.T) {
	f, running := newFeed(), atomic.Int32{}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			f.InTurn(func() {
				if now := running.Add(1); now > 1 {
					t.Errorf("got %d at a time, want 1", now)
				}
				runtime.Gosched()
				running.Add(-1)
			})
		})
	}
	all.Wait()
}

// TestSuspendedAgain checks that a short suspension does not hide a long one from which subscribers have yet to recover,
// and that it does once the ring holds no tick of that any more.
func TestSuspendedAgain(t *testing.T) {
	f := newFeed()
	f.Watch(anchor.Add(500 * time.Second))
	f.Advance(anchor.Add(900 * time.Second))
	f.Advance(anchor.Add(905 * time.Second))
	if s := f.Suspension(); !s.TooLong() || !s.Lost(300) || !s.Lost(904) {
		t.Errorf("behind a second suspension: got %+v, want ticks 245 to 905 lost, and too long", s)
	}
	for tick := range 300 {
		f.Advance(anchor.Add(time.Duration(906+tick) * time.Second))
	}
	f.Advance(anchor.Add(1210 * time.Second))
	if s := f.Suspension(); s.TooLong() || s.Lost(904) {
		t.Errorf("much later: got %+v, want a short one", s)
	}
}

// slowTeller takes a second for a snapshot.
type slowTeller struct{ teller }

func (slowTeller) Snapshot(time.Time, func(model.Event) bool, []string, []string) model.Snapshot {
	<-time.After(time.Second)
	return model.Snapshot{}
}

// TestSnapshotsInTurn checks that snapshots for different filters are made one after the other, those for equal ones
// once, and none at the end.
func TestSnapshotsInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := feed.New(feed.Options{
			Epoch: epoch, Published: feed.Begin((&ticks{}).Clock()), Teller: slowTeller{}, Replay: time.Minute,
		}, anchor)
		var all sync.WaitGroup
		greet := func(filter string) {
			all.Go(func() {
				wish := ask.Subscription{Filter: ask.Filter{Scope: unique.Make(filter)}, Snapshot: true}
				c := feed.NewCursor(f, wire.SSE, wish)
				c.Greet(anchor)
			})
		}
		begun := time.Now()
		for _, filter := range []string{"a", "b", "c", "d"} {
			greet(filter)
		}
		all.Wait()
		greet("a")
		all.Wait()
		if took := time.Since(begun).Round(time.Second); took != 4*time.Second {
			t.Errorf("four snapshots took %v, want 4 s with the pauses", took)
		}
		begun = time.Now()
		for _, filter := range []string{"e", "f", "g"} {
			greet(filter)
		}
		synctest.Wait()
		f.End()
		all.Wait()
		if took := time.Since(begun).Round(time.Second); took != time.Second {
			t.Errorf("the end took %v, want 1 s for the snapshot under way", took)
		}
	})
}

// TestForget checks that released ticks are computed again, to the same bytes.
func TestForget(t *testing.T) {
	f := newFeed()
	before, _ := f.Batch(500)
	f.Forget()
	after, held := f.Batch(500)
	if before == after || !held {
		t.Errorf("got the same batch: %t, held: %t; want a new one that is held", before == after, held)
	}
	a := slices.Concat(before.Events(0, ask.Filter{}, wire.SSE).Parts...)
	if b := slices.Concat(after.Events(0, ask.Filter{}, wire.SSE).Parts...); string(a) != string(b) {
		t.Errorf("got %q, want %q", b, a)
	}
}

// TestChange checks that later ticks come from the next teller, unless the change fails.
func TestChange(t *testing.T) {
	f, refused := newFeed(), errors.New("refused")
	length := func(tick int64) int {
		b, _ := f.Batch(tick)
		return len(slices.Concat(b.Events(0, ask.Filter{}, wire.SSE).Parts...))
	}
	before := length(500)
	for _, want := range []error{refused, nil} {
		err := f.Change(f.Clock().Time(500).Add(time.Microsecond),
			func() (feed.Teller, error) { return teller{bytes: 100}, want })
		if err != want {
			t.Errorf("got %v, want %v", err, want)
		}
		f.Advance(f.Clock().Due(f.Newest()))
	}
	err := f.Change(f.Clock().Time(500), func() (feed.Teller, error) {
		t.Error("change was called for a published tick, want ErrOvertaken before that")
		return nil, nil
	})
	if err != feed.ErrOvertaken {
		t.Errorf("a change of tick 500: %v, want %v", err, feed.ErrOvertaken)
	}
	f.Advance(anchor.Add(501 * time.Second))
	if got, want := length(501), before+100; got != want {
		t.Errorf("got %d bytes, want %d", got, want)
	}
	if got := length(500); got != before {
		t.Errorf("a published tick: got %d bytes, want %d as before", got, before)
	}
}

// countedPayload counts how often it is encoded.
type countedPayload struct{ encoded *atomic.Int32 }

func (p countedPayload) MarshalJSON() ([]byte, error) {
	p.encoded.Add(1)
	return []byte("{}"), nil
}

// countedTeller tells one event of each topic in every tick, each in a group of its own.
type countedTeller struct {
	teller
	computed, encoded *atomic.Int32
}

func (t countedTeller) Groups(_, _ time.Time) []model.EventGroup {
	var list []model.EventGroup
	for _, topic := range model.Topics {
		kind := &model.EventType{Type: string(topic), Topic: topic}
		list = append(list, model.EventGroup{Types: []*model.EventType{kind}, Events: func() []model.Event {
			t.computed.Add(1)
			return []model.Event{{EventType: kind, Payload: countedPayload{t.encoded}}}
		}})
	}
	return list
}

// TestOnDemand checks that an event is encoded when the first filter admits it, and then never again, and that no event
// behind all that were ever admitted is computed.
func TestOnDemand(t *testing.T) {
	encoded, computed := new(atomic.Int32), new(atomic.Int32)
	told := countedTeller{encoded: encoded, computed: computed}
	b := feed.NewBatch(epoch, 7, anchor, anchor.Add(time.Second), told)
	for _, tc := range []struct {
		topics            string
		computed, encoded int32
	}{{"nodes", 1, 1}, {"cluster", 3, 2}, {"cluster,nodes", 3, 2}, {"nodes,training,cluster,tasks,logs", 5, 5}} {
		filter, err := ask.ParseFilter(url.Values{"topics": {tc.topics}}, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		b.Events(0, filter, wire.WebSocket)
		if c, e := computed.Load(), encoded.Load(); c != tc.computed || e != tc.encoded {
			t.Errorf("after topics=%s %d events are computed and %d encoded, want %d and %d", tc.topics, c, e,
				tc.computed, tc.encoded)
		}
	}
}

// TestSucceedWhileTheNextGoesOn begins an epoch whose feed has subscribers before the old one has ended. It is for the
// race detector.
func TestSucceedWhileTheNextGoesOn(t *testing.T) {
	old, next := newFeed(), newFeed()
	var work sync.WaitGroup
	err := old.Succeed(anchor.Add(time.Second), func(feed.Clock) (*feed.Feed, model.ClockChange, error) {
		work.Go(func() {
			for i := range time.Duration(100) {
				next.Advance(anchor.Add((500 + i) * time.Second))
			}
		})
		return next, model.ClockChange{}, nil
	})
	work.Wait()
	if err != nil || old.Next() != next {
		t.Errorf("got the error %v, want the next feed", err)
	}
}
