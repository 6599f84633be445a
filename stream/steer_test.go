package stream_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

var (
	advanceTicks   = flag.Int64("advance.ticks", 600, "how many ticks TestAdvanceWithSubscribers publishes")
	sameSeeds      = flag.Uint64("same.seeds", 1, "how many scripts TestSameCallsSameBytes tries")
	advanceReaders = flag.Int("advance.readers", 20, "how many subscribers it has, half of them slow")
)

// paused begins a world that stands.
func paused(o *stream.Options) { o.Genesis.Speed = 0 }

// farAway is the instant that the last seek of a script leads to.
var farAway = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func seek(to time.Time) func(testing.TB, *stream.Hub) error {
	return func(tb testing.TB, h *stream.Hub) error {
		return h.Seek(tb.Context(), func(time.Time) (time.Time, error) { return to, nil })
	}
}

func reset(tb testing.TB, h *stream.Hub) error { return h.Reset(tb.Context()) }

// randomCall returns a call for a world that stands. It may be refused, each time in the same way.
func randomCall(draw *rand.Rand) (name string, call func(testing.TB, *stream.Hub) error) {
	node := fmt.Sprintf("#%d", 1+draw.IntN(8))
	switch draw.IntN(9) {
	case 0, 1, 2:
		ticks := 1 + draw.Int64N(200)
		return fmt.Sprintf("advance %d", ticks), advance(ticks)
	case 3:
		return "fail " + node, give(0, model.FailNode{NodeID: node, For: time.Minute})
	case 4:
		lead := time.Duration(1+draw.IntN(300)) * time.Second
		return "slow later " + node, give(lead, model.SlowNode{NodeID: node, Factor: 2})
	case 5:
		return "start", give(0, model.StartTask{Rounds: 3, Clients: 1})
	case 6:
		to := farAway.Add(time.Duration(draw.IntN(3600)) * -time.Second)
		return "seek " + to.String(), seek(to)
	case 7:
		return "undo", undo
	default:
		return "reset", reset
	}
}

// record reads everything that a subscriber gets, up to the snapshot of the last epoch, and then sends it.
func record(tb testing.TB, r reader) <-chan []string {
	whole := make(chan []string, 1)
	go func() {
		defer close(whole)
		all, err := recorded(tb, r)
		if err != nil {
			tb.Errorf("the stream ended behind %d messages: %v", len(all), err)
		}
		whole <- all
	}()
	return whole
}

// recorded returns everything that a subscriber gets, up to the snapshot of the last epoch.
func recorded(tb testing.TB, r reader) (all []string, err error) {
	for last := false; ; {
		m, err := r.read()
		if err != nil {
			return all, err
		}
		if m.Type == "heartbeat" {
			continue
		}
		all = append(all, fmt.Sprintf("%s %s %s %s", m.ID, m.Type, m.Time, m.Payload))
		if m.Type == "clock" && payload[model.ClockChange](tb, m).Now == model.Stamp(farAway) {
			last = true
		}
		if last && m.Type == "snapshot" {
			return all, nil
		}
	}
}

// TestSameCallsSameBytes makes the same random calls in two worlds that stand, with other wall times between them. Every
// stream gets the same messages, and ids have no holes.
func TestSameCallsSameBytes(t *testing.T) {
	calls := 24
	if testing.Short() {
		calls = 8 // What can race does so in a few.
	}
	for seed := range *sameSeeds {
		var runs [2]map[string][]string
		for i := range runs {
			draw := rand.New(rand.NewPCG(seed, 7))
			s := newServer(t, paused)
			records := map[string]<-chan []string{"ws": record(t, s.dial(t, "")), "sse": record(t, s.events(t, "", ""))}
			s.awaitOpen(t)
			for range calls {
				name, call := randomCall(draw)
				if err := call(t, s.hub); err != nil && !errors.Is(err, stream.ErrNothing) {
					t.Logf("%s: %v", name, err)
				}
				if i == 1 {
					<-time.After(time.Duration(rand.IntN(5)) * time.Millisecond)
				}
			}
			if err := seek(farAway)(t, s.hub); err != nil {
				t.Fatal(err)
			}
			runs[i] = map[string][]string{}
			for transport, whole := range records {
				runs[i][transport] = <-whole
			}
			checkNoHoles(t, runs[i]["ws"])
		}
		want := runs[0]["ws"]
		for i, run := range runs {
			for transport, got := range run {
				if at := differ(got, want); at >= 0 {
					t.Fatalf("seed %d, run %d, %s: message %d of %d is %.300s, want %.300s of %d", seed, i, transport, at,
						len(got), line(got, at), line(want, at), len(want))
				}
			}
		}
	}
}

// differ returns the index of the first difference, -1 if there is none.
func differ(got, want []string) int {
	for i := range max(len(got), len(want)) {
		if line(got, i) != line(want, i) {
			return i
		}
	}
	return -1
}

func line(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "nothing"
}

// checkNoHoles checks that within an epoch ticks follow one another, and indices within a tick.
func checkNoHoles(tb testing.TB, all []string) {
	tb.Helper()
	epoch, tick, index := "", int64(0), 0
	for _, text := range all {
		var id, kind string
		if _, err := fmt.Sscan(text, &id, &kind); err != nil || text[0] == ' ' {
			continue
		}
		got := parseID(tb, id)
		switch world := got.Epoch[:8]; {
		case kind == "snapshot" || world != epoch:
			epoch = world
		case got.Tick == tick && got.Index == index+1, got.Tick == tick+1 && got.Index == 0:
		default:
			tb.Fatalf("after tick %d, index %d came %s", tick, index, id)
		}
		tick, index = got.Tick, got.Index
	}
}

// TestAdvanceWithSubscribers advances with subscribers, half of which read slowly. All get every tick once and in order.
func TestAdvanceWithSubscribers(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Genesis.Scenario, o.Genesis.Speed = load(t, "demo"), 0 })
	var reading sync.WaitGroup
	for i := range *advanceReaders {
		r := s.subscribe(t, []string{"ws", "sse"}[i%2], "snapshot=false&topics=cluster,tasks,logs")
		slow := i%4 >= 2
		reading.Go(func() {
			for want := int64(1); want <= *advanceTicks; {
				m := must(t, r)
				if m.Type == "gap" {
					t.Errorf("got a gap at tick %d: %s, want every tick", want, m.Payload)
					return
				}
				if m.Type != "cluster_status" {
					continue
				}
				if got := parseID(t, m.ID).Tick; got != want {
					t.Errorf("got tick %d, want %d", got, want)
					return
				}
				if want++; slow && want%20 == 0 {
					<-time.After(time.Millisecond)
				}
			}
		})
	}
	s.awaitOpen(t)
	begun := time.Now()
	if _, err := s.hub.Advance(t.Context(), *advanceTicks, nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d ticks for %d subscribers took %s", *advanceTicks, *advanceReaders, time.Since(begun))
	reading.Wait()
}

// TestManyCallers makes calls from many goroutines at once. There is one order: every stream of the last epoch tells the
// same, no call is lost, and the journal played again gives the same world.
func TestManyCallers(t *testing.T) {
	const callers, calls = 10, 20
	s := newServer(t, nil)
	var work sync.WaitGroup
	given := make([]int, callers)
	for caller := range callers {
		draw := rand.New(rand.NewPCG(14, uint64(caller)))
		work.Go(func() {
			for range calls {
				if draw.IntN(4) == 0 {
					_ = speed([]float64{0, 1, 60}[draw.IntN(3)])(t, s.hub)
				}
				if draw.IntN(4) == 0 {
					_ = advance(1+draw.Int64N(20))(t, s.hub) // refused while the world runs
				}
				if err := give(0, model.StartTask{Rounds: 2, Clients: 1})(t, s.hub); err != nil {
					t.Error(err)
					return
				}
				given[caller]++
			}
		})
	}
	work.Wait()
	if err := speed(0)(t, s.hub); err != nil {
		t.Fatal(err)
	}
	if log := s.hub.Log(); len(log) != callers*calls || !slices.IsSortedFunc(log, func(a, b model.Command) int {
		return int(a.At - b.At)
	}) {
		t.Errorf("got %d commands, want %d in the order of their instants", len(log), callers*calls)
	}
	other := newServer(t, nil)
	there := other.dial(t, topics)
	until(t, there, "snapshot")
	if err := loadLines(t, other.hub, saved(t, s.hub)); err != nil {
		t.Fatal(err)
	}
	compare(t, "many callers", s, other, there)
}

// TestUndoWhileTicksCome undoes commands in the moment that a tick may show them. The journal stays whole.
func TestUndoWhileTicksCome(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Genesis.Tick = stream.MinTick })
	r := s.dial(t, "topics=cluster")
	until(t, r, "snapshot")
	for range 100 {
		if err := give(0, model.StartTask{Rounds: 2, Clients: 1})(t, s.hub); err != nil {
			t.Fatal(err)
		}
		if err := s.hub.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if log := s.hub.Log(); len(log) != 0 {
		t.Errorf("%d commands are left, want none", len(log))
	}
	entries, err := s.hub.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Play(t.Context(), entries); err != nil {
		t.Errorf("the journal cannot be played: %v", err)
	}
	if !slices.ContainsFunc(entries, func(e journal.Entry) bool { return e.Epoch != nil && e.Epoch.Silent }) {
		t.Error("no undo was silent, want some")
	}
}
