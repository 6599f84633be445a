package deliver_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
)

// roll notes which pumps were served, in order.
type roll struct {
	mu     sync.Mutex
	served []int
}

// take returns the numbers noted since the last call.
func (r *roll) take() []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	served := r.served
	r.served = nil
	return served
}

// member opens a pump of a group that notes a number each time it is served.
func (r *roll) member(tb testing.TB, g *deliver.Group, number int) *pump {
	tb.Helper()
	p := &pump{line: &line{room: enough}, source: &steps{next: 1}, group: g}
	p.source.during = func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.served = append(r.served, number)
	}
	p.Init(g, p.source)
	p.Open(p.line, deliver.Piece{})
	return p
}

// end ends the connection of a pump that is the only one of its group.
func (p *pump) end() {
	p.Finish()
	p.Leave()
	p.group.Wait()
}

// runLanes returns lanes that run until the test ends.
func runLanes(t *testing.T) *deliver.Lanes {
	t.Helper()
	lanes := deliver.NewLanes()
	var running sync.WaitGroup
	running.Go(func() { lanes.Run(t.Context()) })
	t.Cleanup(running.Wait)
	return lanes
}

// TestGroups checks that waking one group serves each of its pumps and no other's, and that the pumps of many small
// groups are spread over the lanes.
func TestGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		var pumps []*pump
		for i := range 8 {
			g := lanes.NewGroup()
			pumps = append(pumps, r.member(t, g, i), r.member(t, g, i))
		}
		for _, p := range pumps {
			p.source.publish(1)
		}
		r.take()
		pumps[6].group.Wake()
		synctest.Wait()
		if served := slices.Compact(r.take()); !slices.Equal(served, []int{3}) {
			t.Errorf("got %v, want 3 alone", served)
		}
		for i, p := range pumps {
			if written, _, _, _, _ := p.look(); (written != "") != (i/2 == 3) {
				t.Errorf("pump %d has written %q, want something only from 6 and 7", i, written)
			}
		}
		for _, p := range pumps {
			p.end()
		}
		r.take()
		pumps[0].group.Wake()
		synctest.Wait()
		if served := r.take(); len(served) > 0 {
			t.Errorf("got %v, want none to be served after all have left", served)
		}
	})
}

// TestFairness checks that no pump of a lane comes last in every round.
func TestFairness(t *testing.T) {
	g := deliver.NewLanes().NewGroup()
	const members = 40
	var r roll
	var pumps []*pump
	for i := range members {
		pumps = append(pumps, r.member(t, g, i))
	}
	r.take()
	first := map[int]bool{}
	for range members {
		g.Serve()
		first[r.take()[0]] = true
	}
	if len(first) < members/4 {
		t.Errorf("%d of %d came first, want at least %d", len(first), members, members/4)
	}
	for _, p := range pumps {
		p.Finish()
		p.Leave()
	}
	g.Wait()
}

// TestLightFirst checks that a lane serves pumps that had much to write in the last round behind the others.
func TestLightFirst(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // There is one lane then.
	g := deliver.NewLanes().NewGroup()
	var r roll
	pumps := []*pump{r.member(t, g, 0), r.member(t, g, 1), r.member(t, g, 2)}
	pumps[0].source.padding = make([]byte, 100<<10)
	for round := range int64(10) {
		r.take()
		for _, p := range pumps {
			p.source.publish(round + 1)
		}
		g.Serve()
		if served := r.take(); round > 0 && served[len(served)-1] != 0 {
			t.Errorf("round %d: got %v, want the pump with much to write to come last", round, served)
		}
	}
	for _, p := range pumps {
		p.Finish()
		p.Leave()
	}
	g.Wait()
}

// TestLightFirstAfterCatchingUp checks that a pump comes last in its first round, too, if it had much to write in a
// step that no lane wrote.
func TestLightFirstAfterCatchingUp(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // There is one lane then.
	synctest.Test(t, func(t *testing.T) {
		g := deliver.NewLanes().NewGroup()
		var r roll
		// Without regard for their bytes, the second round would begin with the pump in the middle.
		pumps := []*pump{r.member(t, g, 0), r.member(t, g, 1), r.member(t, g, 2)}
		much := pumps[1].source
		much.padding, much.slow = make([]byte, 100<<10), true
		for step := range int64(2) {
			r.take()
			for _, p := range pumps {
				p.source.publish(step + 1)
			}
			g.Serve()
			synctest.Wait()
			much.slow = false
		}
		if served := r.take(); served[len(served)-1] != 1 {
			t.Errorf("got %v, want the pump with much to write to come last", served)
		}
		for _, p := range pumps {
			p.Finish()
			p.Leave()
		}
		g.Wait()
	})
}

// TestLightOfAllFirst checks that a round serves the pumps with much to write behind the others of all its groups.
func TestLightOfAllFirst(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // There is one lane then.
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		busy := r.member(t, lanes.NewGroup(), 2)
		busy.source.during = nil
		var pumps []*pump
		for range 3 {
			g := lanes.NewGroup()
			large := r.member(t, g, 1)
			large.source.padding = make([]byte, 100<<10)
			pumps = append(pumps, large, r.member(t, g, 0))
		}
		for step := range int64(2) {
			release := make(chan struct{})
			busy.source.during = func() { <-release }
			busy.group.Wake() // Meanwhile all others become due.
			synctest.Wait()
			r.take()
			for _, p := range pumps {
				p.source.publish(step + 1)
				p.group.Wake()
			}
			close(release)
			synctest.Wait()
		}
		if served := r.take(); !slices.IsSorted(served) || len(slices.Compact(served)) != 2 {
			t.Errorf("got %v, want those with much to write behind all others", served)
		}
		busy.source.during = nil
		for _, p := range append(pumps, busy) {
			p.end()
		}
	})
}

// TestHelp checks that a lane serves the pumps with little to write of another one that is late, and not those with
// much.
func TestHelp(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // There are two lanes then.
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		slow, g := lanes.NewGroup(), lanes.NewGroup()
		var r roll
		p := r.member(t, slow, 0)
		release := make(chan struct{})
		pumps := []*pump{r.member(t, g, 1), r.member(t, g, 2), r.member(t, g, 3), r.member(t, g, 4)}
		for _, p := range pumps[2:] {
			p.source.padding = make([]byte, 100<<10)
			p.source.publish(1)
		}
		g.Wake() // From now on it is known that these have much to write.
		synctest.Wait()
		p.source.during = func() { <-release }
		slow.Wake() // One of the lanes cannot go on.
		synctest.Wait()
		r.take()
		g.Wake()
		synctest.Wait()
		served := r.take()
		if !slices.Contains(served, 1) || !slices.Contains(served, 2) {
			t.Errorf("%v were served, want 1 and 2 among them", served)
		}
		if slices.Contains(served, 3) && slices.Contains(served, 4) {
			t.Errorf("%v were served, want only one of 3 and 4: the other lane has the other", served)
		}
		close(release)
		p.end()
		for _, p := range pumps {
			p.Finish()
			p.Leave()
		}
		g.Wait()
	})
}

// TestStandsAside checks that work that yields shortly before a wake-up waits until it has come and clients have had
// the time to read, and not for long if it does not come.
func TestStandsAside(t *testing.T) {
	const second = time.Second
	for _, tc := range []struct {
		name string
		// expected is when the wake-up is due and come when it comes, from when it is told. Work yields at begin.
		expected, come, begin, want time.Duration
	}{
		{"long before", second, second, second / 2, 0},
		{"shortly before", second, second, second - time.Millisecond, 3 * time.Millisecond},
		{"late", second, second + time.Millisecond, second - time.Millisecond, 4 * time.Millisecond},
		{"shortly after", second, second, second + time.Millisecond, time.Millisecond},
		{"does not come", second, 2 * second, second - time.Millisecond, 21 * time.Millisecond},
		{"a short time between", 8 * time.Millisecond, 8 * time.Millisecond, 5 * time.Millisecond, 0},
		{"near a short one's end", 8 * time.Millisecond, 8 * time.Millisecond, 7 * time.Millisecond, 3 * time.Millisecond},
		{"long past", second, 2 * second, second + second/2, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lanes := deliver.NewLanes()
				told := time.Now()
				g := lanes.NewGroup()
				var r roll
				p := r.member(t, g, 0) // Without a pump there is nothing to wait for.
				lanes.Expect(told.Add(tc.expected))
				lanes.Expect(told.Add(10 * second)) // Another group's is later.
				time.AfterFunc(tc.expected-4*time.Millisecond, func() { lanes.Expect(told.Add(tc.expected)) })
				time.AfterFunc(tc.come, func() { lanes.Expect(time.Now().Add(second)) })
				<-time.After(tc.begin)
				begun := time.Now()
				lanes.YieldLong()
				if got := time.Since(begun); got != tc.want {
					t.Errorf("yield took %s, want %s", got, tc.want)
				}
				<-time.After(10 * second)
				p.Finish()
				p.Leave()
				g.Wait()
			})
		})
	}
}

// TestSlowBehindPiece checks that a lane hands a pump over whose source turns slow behind a piece that it wrote. What
// is slow may yield to the lanes, and so must not run on one.
func TestSlowBehindPiece(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		p := r.member(t, lanes.NewGroup(), 0)
		p.source.publish(1)
		p.source.during = func() {
			if p.source.slow {
				lanes.Yield()
			}
			p.source.slow = true
		}
		for range 3 {
			p.group.Wake()
			synctest.Wait()
		}
		p.end()
	})
}

// TestSlowYields checks that a pump whose source is slow lets a wake-up that is near go first.
func TestSlowYields(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		p := r.member(t, lanes.NewGroup(), 0)
		due := time.Now().Add(time.Second)
		lanes.Expect(due)
		<-time.After(time.Second - time.Millisecond)
		p.source.slow = true
		p.source.publish(1)
		p.source.during = func() {
			if time.Now().Before(due) {
				t.Errorf("the source was asked %s before the wake-up, want after it", time.Until(due))
			}
		}
		p.group.Wake()
		<-time.After(time.Second)
		p.end()
	})
}

// paddingBytes is several chunks.
const paddingBytes = 300 << 10

// checkWritten checks that, as long as a wake-up is due, a pump with paddingBytes to write has written some of them if
// some is set, else none, and later all. It then ends the connection.
func (p *pump) checkWritten(tb testing.TB, some bool) {
	tb.Helper()
	written, _, _, _, _ := p.look()
	if some && (len(written) < 64<<10 || len(written) >= paddingBytes) || !some && written != "" {
		tb.Errorf("%d bytes were written before the wake-up, want some chunk: %t", len(written), some)
	}
	<-time.After(time.Second)
	if written, _, _, _, _ := p.look(); len(written) < paddingBytes {
		tb.Errorf("%d bytes were written after the wake-up, want all", len(written))
	}
	p.end()
}

// TestSlowYieldsBetweenWrites checks that what such a pump has to write lets a wake-up go first, too, that has come
// near since the source was asked.
func TestSlowYieldsBetweenWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		p := r.member(t, lanes.NewGroup(), 0)
		p.source.padding, p.source.slow = make([]byte, paddingBytes), true
		p.source.publish(1)
		lanes.Expect(time.Now().Add(time.Second))
		p.source.during = sync.OnceFunc(func() { <-time.After(time.Second - time.Millisecond) })
		p.group.Wake()
		<-time.After(time.Second - time.Millisecond/2)
		p.checkWritten(t, false)
	})
}

// TestLaggingYieldsBetweenWrites checks that a pump with more than a chunk to write lets a wake-up go first that comes
// near meanwhile, though its source is not slow, and does not wait before its first chunk.
func TestLaggingYieldsBetweenWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := runLanes(t)
		var r roll
		p := r.member(t, lanes.NewGroup(), 0)
		p.source.padding = make([]byte, paddingBytes)
		p.source.publish(1)
		p.set(func(l *line) { l.room = 1 })
		lanes.Expect(time.Now().Add(time.Second))
		<-time.After(time.Second - time.Millisecond)
		p.group.Wake()
		synctest.Wait()
		p.checkWritten(t, true)
	})
}

// TestYieldsAfterTheEnd checks that work that yields does not wait for lanes that have ended, though pumps are left.
func TestYieldsAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := deliver.NewLanes()
		ctx, cancel := context.WithCancel(t.Context())
		go lanes.Run(ctx)
		var r roll
		p := r.member(t, lanes.NewGroup(), 0)
		entered, release := make(chan struct{}), make(chan struct{})
		p.source.during = sync.OnceFunc(func() {
			close(entered)
			<-release
		})
		p.group.Wake()
		<-entered
		go lanes.Yield()
		p.group.Wake()
		cancel()
		close(release)
		synctest.Wait()
		lanes.Yield()
		p.end()
	})
}

// TestYield checks that work that yields goes on only after the round that is being served, and short work at once.
func TestYield(t *testing.T) {
	lanes := runLanes(t)
	g := lanes.NewGroup()
	p := &pump{line: &line{room: enough}, source: &steps{next: 1}, group: g}
	p.Init(g, p.source)
	p.Open(p.line, deliver.Piece{})
	// The lane has a round behind it already.
	g.Wake()
	lanes.Yield()
	entered, release := make(chan struct{}), make(chan struct{})
	served := false
	p.source.during = sync.OnceFunc(func() {
		close(entered)
		<-release
		served = true
	})
	g.Wake()
	<-entered
	lanes.Await()
	yielded := make(chan struct{})
	go func() {
		lanes.Yield()
		close(yielded)
	}()
	for range 1000 {
		select {
		case <-yielded:
			t.Fatal("yield returned while a pump was served")
		default:
			runtime.Gosched()
		}
	}
	close(release)
	if <-yielded; !served {
		t.Error("yield returned before the pump was served")
	}
	p.Finish()
	p.Leave()
	g.Wait()
}
