package stream_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// lead is enough for a machine that is busy.
const lead = 300 * time.Millisecond

// replicas starts hubs that share a journal. The journal of each is what seen returns for its number; seen may be nil.
func replicas(
	t *testing.T, count int, speed float64, seen func(i int, j journal.Journal) journal.Journal,
) (list []*server) {
	t.Helper()
	common, anchor := &journal.Memory{}, time.Now()
	for i := range count {
		list = append(list, newServer(t, func(o *stream.Options) {
			o.Journal, o.Lead, o.Genesis.Anchor, o.Genesis.Speed = common, lead, anchor, speed
			if seen != nil {
				o.Journal = seen(i, common)
			}
		}))
	}
	return list
}

// messagesUpTo returns the texts of the messages that a reader gets, up to one of a type. Heartbeats are left out.
func messagesUpTo(t *testing.T, r reader, last string) (list []string) {
	t.Helper()
	for {
		text, err := r.text()
		m, err := decode(text, err)
		if err != nil {
			t.Fatalf("behind %d messages: %v", len(list), err)
		}
		if m.Type != "heartbeat" {
			list = append(list, string(text))
		}
		if m.Type == last {
			return list
		}
	}
}

// messagesUpToTick returns the texts of the messages that a reader gets, up to the first one of a tick or of a later one.
func messagesUpToTick(t *testing.T, r reader, tick int64) (list []string) {
	t.Helper()
	for n := 0; len(fromTick(t, list[n:], tick)) == 0; n = len(list) - 1 {
		text, err := r.text()
		if err != nil {
			t.Fatalf("behind %d messages: %v", len(list), err)
		}
		list = append(list, string(text))
	}
	return list
}

// fromTick returns the messages from the first one of a tick on.
func fromTick(t *testing.T, list []string, tick int64) []string {
	t.Helper()
	for i, text := range list {
		m, _ := decode([]byte(text), nil)
		if m.ID != "" && parseID(t, m.ID).Tick >= tick {
			return list[i:]
		}
	}
	return nil
}

// TestReplicas gives commands, faults and changes of the clock to three hubs in turn. Streams of all are the same, and
// so is the order of their journals.
func TestReplicas(t *testing.T) {
	t.Parallel()
	all := replicas(t, 3, 50, nil)
	// A tick behind the first one that each subscriber may have missed.
	var readers []reader
	for _, s := range all {
		for _, transport := range []string{"ws", "sse"} {
			r := s.subscribe(t, transport, "snapshot=false")
			until(t, r, "hello")
			readers = append(readers, r)
		}
	}
	first := all[0].hub.Clock().Tick + 2
	change(t, all)
	kick := func(ctx context.Context, h *stream.Hub) error {
		return h.SetSpeed(ctx, new(0.0))
	}
	if err := kick(t.Context(), all[1].hub); err != nil {
		t.Fatal(err)
	}
	if _, err := all[2].hub.Advance(t.Context(), 40, nil); err != nil {
		t.Fatal(err)
	}
	if err := all[0].hub.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, r := range readers {
		got := messagesUpTo(t, r, "hello")
		if i == 0 {
			want = fromTick(t, got, first)
		}
		if got = fromTick(t, got, first); !slices.Equal(got, want) {
			n := differ(got, want)
			t.Fatalf("subscriber %d: message %d of %d is %s, want %s", i, n, len(got), line(got, n), line(want, n))
		}
	}
	if text := strings.Join(want, "\n"); strings.Contains(text, `"gap"`) {
		t.Errorf("got a gap, want none")
	}
	for i, s := range all {
		if got, want := entriesOf(t, s), entriesOf(t, all[0]); !slices.EqualFunc(got, want, sameEntry) {
			t.Errorf("replica %d has %d entries, want those of the first, %d", i, len(got), len(want))
		}
	}
}

// commands returns a decision for verbs.
func commands(verbs ...model.Verb) stream.Decision {
	return func(*world.World, time.Time) ([]model.Verb, error) { return verbs, nil }
}

// change gives commands and faults to hubs at the same time, and changes of the clock.
func change(t *testing.T, all []*server) {
	var work sync.WaitGroup
	for i, s := range all {
		work.Go(func() {
			for n := range 4 {
				_, err := s.hub.Do(t.Context(), commands(model.StartTask{Name: "a", Rounds: int64(3 + n)}))
				if err != nil {
					t.Errorf("replica %d: %v", i, err)
				}
			}
		})
	}
	work.Wait()
	if err := all[1].hub.SetSpeed(t.Context(), new(20.0)); err != nil {
		t.Error(err)
	}
	fault := faultOf(t, `{"name": "lost", "on": {"streams": ["dashboard"]}, "drop": {}}`)
	if _, err := all[2].hub.AddFaults(t.Context(), []model.Fault{fault}, false); err != nil {
		t.Error(err)
	}
	if err := all[0].hub.Undo(t.Context()); err != nil {
		t.Error(err)
	}
}

func entriesOf(t *testing.T, s *server) []journal.Entry {
	t.Helper()
	list, err := s.hub.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func sameEntry(a, b journal.Entry) bool {
	return a.Seq == b.Seq && a.Tick == b.Tick && a.Now.Equal(b.Now)
}

// delayed is a journal whose entries after the one with a number are seen only once free is closed.
type delayed struct {
	journal.Journal
	after uint64
	free  <-chan struct{}
}

func (d delayed) Follow(ctx context.Context, after uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for e, err := range d.Journal.Follow(ctx, after) {
			if e.Seq > d.after {
				select {
				case <-d.free:
				case <-ctx.Done():
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// pairWithLate starts two hubs that share a journal. The second sees the entries behind one only once free is closed.
func pairWithLate(t *testing.T, after uint64) (all []*server, free chan struct{}) {
	t.Helper()
	free = make(chan struct{})
	all = replicas(t, 2, 50, func(i int, j journal.Journal) journal.Journal {
		if i == 1 {
			return delayed{j, after, free}
		}
		return j
	})
	return all, free
}

// TestLateCommand holds up what a replica reads of the journal until its ticks are out: its subscribers get a gap, and
// are then where the others are.
func TestLateCommand(t *testing.T) {
	t.Parallel()
	for name, give := range map[string]func(h *stream.Hub) error{
		"command": func(h *stream.Hub) error {
			_, err := h.Do(t.Context(), commands(model.StartTask{Name: "late"}))
			return err
		},
		"clock": func(h *stream.Hub) error { return h.SetSpeed(t.Context(), new(40.0)) },
		"seek": func(h *stream.Hub) error {
			return h.Seek(t.Context(), func(now time.Time) (time.Time, error) { return now.Add(time.Hour), nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, free := pairWithLate(t, 1)
			var readers []reader
			for _, transport := range []string{"ws", "sse"} {
				readers = append(readers, all[1].subscribe(t, transport, ""))
			}
			if err := give(all[0].hub); err != nil {
				t.Fatal(err)
			}
			before := all[1].hub.Clock().Tick
			eventually(t, "ticks without the change", func() bool { return all[1].hub.Clock().Tick > before+3 })
			close(free)
			for _, r := range readers {
				gap := payload[model.Gap](t, until(t, r, "gap"))
				if gap.Reason != "late_command" {
					t.Errorf("got a gap with reason %q, want late_command", gap.Reason)
				}
				for _, text := range messagesUpTo(t, r, "snapshot") {
					m, _ := decode([]byte(text), nil)
					if m.Type == "clock" && m.Time != payload[model.ClockChange](t, m).Now {
						t.Errorf("got %s, want the time that it tells", text)
					}
				}
			}
			eventually(t, "the same world", func() bool {
				return all[1].hub.Epoch() == all[0].hub.Epoch() && len(all[1].hub.Log()) == len(all[0].hub.Log())
			})
			if on, late := all[0].hub.LateChanges(), all[1].hub.LateChanges(); on != 0 || late != 1 {
				t.Errorf("got %d late changes where the change was made and %d at the other one, want 0 and 1", on, late)
			}
			first, second := all[0].subscribe(t, "ws", "snapshot=false"), readers[0]
			ahead := all[0].hub.Clock().Tick + 3
			a := fromTick(t, messagesUpToTick(t, first, ahead+5), ahead)
			b := fromTick(t, messagesUpToTick(t, second, ahead+5), ahead)
			if n := min(len(a), len(b)); !slices.Equal(a[:n], b[:n]) {
				n = differ(a, b)
				t.Errorf("behind the gap: message %d differs: %s and %s", n, line(a, n), line(b, n))
			}
		})
	}
}

// TestLateCommandRepeatsNothing changes the speed in time, and gives a command that a replica reads too late: the
// message about the speed comes once.
func TestLateCommandRepeatsNothing(t *testing.T) {
	t.Parallel()
	all, free := pairWithLate(t, 2)
	r := all[1].subscribe(t, "ws", "snapshot=false")
	until(t, r, "hello")
	if err := all[0].hub.SetSpeed(t.Context(), new(40.0)); err != nil {
		t.Fatal(err)
	}
	until(t, r, "clock")
	if _, err := all[0].hub.Do(t.Context(), commands(model.StartTask{Name: "late"})); err != nil {
		t.Fatal(err)
	}
	before := all[1].hub.Clock().Tick
	eventually(t, "ticks without the command", func() bool { return all[1].hub.Clock().Tick > before+3 })
	close(free)
	for _, text := range messagesUpTo(t, r, "gap") {
		if m, _ := decode([]byte(text), nil); m.Type == "clock" {
			t.Errorf("got %s once more", text)
		}
	}
}

// TestOvertakenSeek begins an epoch while another replica does: both begin, one after the other.
func TestOvertakenSeek(t *testing.T) {
	t.Parallel()
	all := replicas(t, 2, 50, nil)
	epoch, calls := all[1].hub.Epoch(), 0
	err := all[1].hub.Seek(t.Context(), func(now time.Time) (time.Time, error) {
		if calls++; calls > 1 {
			return now.Add(time.Hour), nil
		}
		err := all[0].hub.Seek(t.Context(), func(now time.Time) (time.Time, error) { return now.Add(time.Minute), nil })
		eventually(t, "another epoch", func() bool { return all[1].hub.Epoch() != epoch })
		return now.Add(time.Hour), err
	})
	if err != nil || calls != 2 {
		t.Errorf("got %v after %d attempts, want success after 2", err, calls)
	}
	if got := entriesOf(t, all[1]); len(got) != 3 {
		t.Errorf("got %d entries, want 3: the genesis and two seeks", len(got))
	}
}

// leaving is a journal that cannot be reached once it is gone.
type leaving struct {
	journal.Journal
	gone atomic.Bool
}

func (l *leaving) Last(ctx context.Context) (uint64, error) {
	if l.gone.Load() {
		return 0, journal.ErrAway
	}
	return l.Journal.Last(ctx)
}

// TestJournalAway asks for a journal that cannot be reached: what was read is there, and nothing can be changed.
func TestJournalAway(t *testing.T) {
	t.Parallel()
	shared := &leaving{Journal: &journal.Memory{}}
	all := replicas(t, 1, 50, func(int, journal.Journal) journal.Journal { return shared })
	shared.gone.Store(true)
	if got := entriesOf(t, all[0]); len(got) != 1 {
		t.Errorf("got %d entries, want the genesis", len(got))
	}
	if err := all[0].hub.Reset(t.Context()); !errors.Is(err, journal.ErrAway) {
		t.Errorf("reset: got %v, want an error that the journal is away", err)
	}
}

// TestForeignEntry appends an entry that fits nowhere to a shared journal: a replica refuses changes from then on, and
// does not wait for it.
func TestForeignEntry(t *testing.T) {
	t.Parallel()
	common := &journal.Memory{}
	all := replicas(t, 1, 50, func(int, journal.Journal) journal.Journal { return common })
	if _, err := common.Append(t.Context(), 1, journal.Entry{Clock: &journal.Clock{Tick: -9, Ticks: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := all[0].hub.Reset(t.Context()); err == nil || !strings.Contains(err.Error(), "start it anew") {
		t.Errorf("reset: got %v, want an error that says to start the replica anew", err)
	}
}
