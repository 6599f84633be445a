package turn_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"trainmock/stream/turn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newQueue returns a queue and the number of turns that have begun.
func newQueue() (q *turn.Queue, begun *int) {
	begun = new(int)
	return turn.NewQueue(&ticks{begun: begun}), begun
}

// ticks counts the turns and the visits that begin.
type ticks struct {
	begun  *int
	visits atomic.Int64
	idle   bool
}

func (t *ticks) Await()     { t.visits.Add(1) }
func (t *ticks) Yield()     { *t.begun++ }
func (t *ticks) YieldLong() { *t.begun++ }
func (t *ticks) Idle() bool { return t.idle }

// TestBegin checks that a visit lets a tick go first.
func TestBegin(t *testing.T) {
	behind := &ticks{}
	turn.NewQueue(behind).Begin(t.Context())
	if got := behind.visits.Load(); got != 1 {
		t.Errorf("a visit waited %d times for a tick, want once", got)
	}
}

// TestPause checks that work stands still for as long as it has gone on, in the middle of a turn and only if somebody
// waits for ticks.
func TestPause(t *testing.T) {
	for _, tc := range []struct {
		name       string
		idle       bool
		bytes      int64
		work, want time.Duration
	}{
		{"a turn", false, turn.Free + 1, 2 * time.Millisecond, 2 * time.Millisecond},
		{"a short piece", false, turn.Free + 1, 100 * time.Microsecond, 0},
		{"a piece that could not be interrupted", false, turn.Free + 1, time.Second, 10 * time.Millisecond},
		{"nobody waits", true, turn.Free + 1, 2 * time.Millisecond, 0},
		{"no turn", false, 1, 2 * time.Millisecond, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				yielded := new(int)
				ctx, v := turn.NewQueue(&ticks{begun: yielded, idle: tc.idle}).Begin(t.Context())
				defer v.End()
				if err := turn.Take(ctx, tc.bytes); err != nil {
					t.Fatal(err)
				}
				<-time.After(tc.work)
				begun, before := time.Now(), *yielded
				turn.Pause(ctx)
				if got := time.Since(begun); got != tc.want {
					t.Errorf("after %s of work the pause took %s, want %s", tc.work, got, tc.want)
				}
				if yields := *yielded > before; yields != (tc.want > 0) {
					t.Errorf("after %s of work it yielded to the ticks: %t", tc.work, yields)
				}
			})
		})
	}
}

// atOnce is the number of turns that a queue gives at a time.
var atOnce = max(1, runtime.GOMAXPROCS(0)-1)

// TestTurns checks that work waits while others have their turn, and goes on when one is done, before its answer is
// sent.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, begun := newQueue()
		var visits []*turn.Visit
		for range atOnce {
			ctx, v := q.Begin(t.Context())
			if err := turn.Take(ctx, turn.Free+1); err != nil {
				t.Fatal(err)
			}
			visits = append(visits, v)
		}
		go func() {
			ctx, v := q.Begin(t.Context())
			defer v.End()
			if err := turn.Take(ctx, turn.Free+1); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		if *begun != atOnce {
			t.Errorf("%d turns have begun, want %d", *begun, atOnce)
		}
		visits[0].Finish(0)
		synctest.Wait()
		if *begun != atOnce+1 {
			t.Errorf("%d turns have begun after one is done, want %d", *begun, atOnce+1)
		}
		for _, v := range visits {
			v.End()
		}
	})
}

// TestResume checks that work that has yielded waits for another turn, with the bytes that it has, and that work without
// a turn waits for none.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, begun := newQueue()
		ctx, v := q.Begin(t.Context())
		if err := turn.Take(ctx, turn.Most); err != nil {
			t.Fatal(err)
		}
		turn.Yield(ctx)
		var others []*turn.Visit
		for range atOnce {
			other, w := q.Begin(t.Context())
			if err := turn.Take(other, turn.Free+1); err != nil {
				t.Fatal(err)
			}
			others = append(others, w)
		}
		small, s := q.Begin(t.Context())
		turn.Yield(small)
		if err := turn.Resume(small); err != nil || *begun != 1+atOnce {
			t.Errorf("work without a turn: %v, and %d turns have begun, want %d", err, *begun, 1+atOnce)
		}
		resumed := false
		go func() {
			if err := turn.Resume(ctx); err != nil {
				t.Error(err)
			}
			resumed = true
		}()
		synctest.Wait()
		if resumed {
			t.Error("work went on while others have their turn")
		}
		others[0].End()
		synctest.Wait()
		if !resumed || *begun != 2+atOnce {
			t.Errorf("resumed %t after %d turns, want true after %d", resumed, *begun, 2+atOnce)
		}
		for _, w := range append(others, v, s) {
			w.End()
		}
	})
}

// TestGone checks that a client that leaves while it waits gives its place back.
func TestGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue()
		ctx, running := q.Begin(t.Context())
		if err := turn.Take(ctx, turn.Most); err != nil {
			t.Fatal(err)
		}
		client, leave := context.WithCancel(t.Context())
		for range 8 {
			go func() {
				ctx, v := q.Begin(client)
				defer v.End()
				_ = turn.Take(ctx, turn.Most)
			}()
		}
		synctest.Wait()
		leave()
		synctest.Wait()
		running.End()
		for range 4 {
			ctx, v := q.Begin(t.Context())
			if err := turn.Take(ctx, turn.Most); err != nil {
				t.Errorf("after all have left: %v", err)
			}
			v.Finish(turn.Most)
		}
	})
}
