package turn_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// mostAtOnce is how many pieces of the largest work fit into the budget.
const mostAtOnce = 4

// fill takes all turns of the largest work, and leaves its results to be sent.
func fill(tb testing.TB, q *turn.Queue) (visits []*turn.Visit) {
	tb.Helper()
	for range mostAtOnce {
		ctx, v := q.Begin(tb.Context())
		if err := turn.Take(ctx, turn.Most); err != nil {
			tb.Fatal(err)
		}
		v.Finish(turn.Most)
		visits = append(visits, v)
	}
	return visits
}

// take returns how long it took to take a turn, and its error.
func take(q *turn.Queue, ctx context.Context, bytes int64) (took time.Duration, v *turn.Visit, err error) {
	ctx, v = q.Begin(ctx)
	began := time.Now()
	err = turn.Take(ctx, bytes)
	return time.Since(began), v, err
}

// isBusy reports whether an error is a 503 with a time to try again.
func isBusy(err error) bool {
	var refused *refuse.Refusal
	return errors.As(err, &refused) && refused.Status == http.StatusServiceUnavailable && refused.RetryAfter > 0
}

// TestBudget checks that work beyond the budget waits, that it is refused after five seconds with a time to try again,
// and that small work never waits.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue()
		visits := fill(t, q)
		if took, _, err := take(q, t.Context(), turn.Most); !isBusy(err) || took != 5*time.Second {
			t.Errorf("a fifth got %v after %s, want a 503 after 5s", err, took)
		}
		if took, _, err := take(q, t.Context(), turn.Free); err != nil || took > 0 {
			t.Errorf("small work got %v after %s, want a turn at once", err, took)
		}
		time.AfterFunc(time.Second, visits[0].End)
		took, v, err := take(q, t.Context(), turn.Most)
		if err != nil || took != time.Second {
			t.Errorf("after the end of one, another got %v after %s, want a turn after 1s", err, took)
		}
		synctest.Wait()
		visits[0].End()
		if _, _, err := take(q, t.Context(), turn.Most); !isBusy(err) {
			t.Errorf("bytes were given back twice: got %v", err)
		}
		for _, w := range append(visits, v) {
			w.End()
		}
	})
}

// TestWaiting checks that bytes go to those who wait in the order in which they came, that so many may wait and no
// more, and that one who leaves makes room.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue()
		visits := fill(t, q)
		client, leave := context.WithCancel(t.Context())
		for range 254 {
			go take(q, client, turn.Most)
		}
		var order []string
		wait := func(name string) {
			go func() {
				if _, v, err := take(q, t.Context(), turn.Most); err == nil {
					order = append(order, name)
					v.End()
				}
			}()
			synctest.Wait()
		}
		wait("first")
		wait("second")
		if took, _, err := take(q, t.Context(), turn.Free+1); !isBusy(err) || took > 0 {
			t.Errorf("the 257th who waits got %v after %s, want a 503 at once", err, took)
		}
		leave()
		synctest.Wait()
		wait("third")
		visits[0].End()
		synctest.Wait()
		if len(order) != 3 || order[0] != "first" || order[1] != "second" {
			t.Errorf("got turns for %v, want the first, the second and the third", order)
		}
		for _, v := range visits {
			v.End()
		}
	})
}

// TestAhead checks that small work does not wait behind larger work, and that Try waits for nobody.
func TestAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue()
		visits := fill(t, q)
		visits[0].Finish(turn.Most - 2<<20)
		waiting, leave := context.WithCancel(t.Context())
		go take(q, waiting, turn.Most)
		synctest.Wait()
		took, v, err := take(q, t.Context(), 1<<20)
		if err != nil || took > 0 {
			t.Errorf("small work got %v after %s, want a turn at once", err, took)
		}
		v.Finish(1 << 20)
		for bytes, want := range map[int64]bool{turn.Free: true, 1 << 20: true, 4 << 20: false} {
			ctx, w := q.Begin(t.Context())
			began := time.Now()
			err := turn.Try(ctx, bytes)
			if took := time.Since(began); (err == nil) != want || err != nil && !isBusy(err) || took > 0 {
				t.Errorf("to try for %d bytes: got %v after %s, want success: %t, at once", bytes, err, took, want)
			}
			w.End()
		}
		leave()
		synctest.Wait()
		v.End()
		for _, v := range visits {
			v.End()
		}
	})
}

// TestMore checks that work within its turn takes more bytes without waiting, also while others wait for some.
func TestMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, begun := newQueue()
		ctx, v := q.Begin(t.Context())
		for range mostAtOnce - 1 {
			if err := turn.Take(ctx, turn.Most); err != nil {
				t.Fatal(err)
			}
		}
		other, w := q.Begin(t.Context())
		if err := turn.Reserve(other, turn.Most/2); err != nil {
			t.Fatal(err)
		}
		waiting, leave := context.WithCancel(t.Context())
		go take(q, waiting, turn.Most)
		synctest.Wait()
		if err := turn.Take(ctx, turn.Most/2); err != nil || *begun != 1 {
			t.Errorf("%d turns have begun, and more bytes got %v; want 1 and the bytes", *begun, err)
		}
		if err := turn.Take(ctx, turn.Most); !isBusy(err) {
			t.Errorf("beyond the budget there was %v, want a refusal", err)
		}
		leave()
		v.End()
		w.End()
	})
}

// TestYield checks that work that yields lets the next begin, and keeps its bytes, and that Finish gives back those
// that the result does not need.
func TestYield(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, begun := newQueue()
		ctx, v := q.Begin(t.Context())
		other, w := q.Begin(t.Context())
		for _, c := range []context.Context{ctx, other} {
			if err := turn.Take(c, turn.Most); err != nil {
				t.Fatal(err)
			}
			turn.Yield(c)
		}
		third, x := q.Begin(t.Context())
		for range mostAtOnce - 2 {
			if err := turn.Reserve(third, turn.Most); err != nil {
				t.Fatal(err)
			}
		}
		if err := turn.Reserve(third, turn.Most); !isBusy(err) || *begun != 2 {
			t.Errorf("%d turns have begun, and beyond the budget there was %v; want 2 and a refusal", *begun, err)
		}
		v.Finish(turn.Free)
		if err := turn.Reserve(third, turn.Most-turn.Free); err != nil {
			t.Errorf("after one is done: %v", err)
		}
		for _, visit := range []*turn.Visit{v, w, x} {
			visit.End()
		}
	})
}

// TestLetTicks checks that what has no turn lets the ticks go first.
func TestLetTicks(t *testing.T) {
	q, yielded := newQueue()
	ctx, _ := q.Begin(t.Context())
	if turn.LetTicks(ctx); *yielded != 1 {
		t.Errorf("it yielded %d times to the ticks, want once", *yielded)
	}
	turn.LetTicks(t.Context())
	none, _ := turn.NewQueue(nil).Begin(t.Context())
	turn.LetTicks(none)
}
