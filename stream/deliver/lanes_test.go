package deliver_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

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

// TestGroups checks that waking one group serves each of its pumps and no other's, and that the pumps of many small
// groups are spread over the lanes.
func TestGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := deliver.NewLanes()
		ctx, cancel := context.WithCancel(t.Context())
		go lanes.Run(ctx)
		var r roll
		var pumps []*pump
		for i := range 8 {
			g := lanes.NewGroup()
			pumps = append(pumps, r.member(t, g, i), r.member(t, g, i))
		}
		r.take()
		pumps[6].group.Wake()
		synctest.Wait()
		if served := r.take(); len(served) != 2 || served[0] != 3 || served[1] != 3 {
			t.Errorf("got %v, want 3 twice", served)
		}
		for _, p := range pumps {
			p.Finish()
			p.Leave()
			p.group.Wait()
		}
		r.take()
		pumps[0].group.Wake()
		synctest.Wait()
		if served := r.take(); len(served) > 0 {
			t.Errorf("got %v, want none to be served after all have left", served)
		}
		cancel()
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

// TestYield checks that work that yields goes on only after the round that is being served.
func TestYield(t *testing.T) {
	lanes := deliver.NewLanes()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { lanes.Run(ctx) })
	defer running.Wait()
	defer cancel()
	g := lanes.NewGroup()
	entered, release := make(chan struct{}), make(chan struct{})
	p := &pump{line: &line{room: enough}, source: &steps{next: 1}, group: g}
	p.Init(g, p.source)
	p.Open(p.line, deliver.Piece{})
	served := false
	p.source.during = sync.OnceFunc(func() {
		close(entered)
		<-release
		served = true
	})
	g.Wake()
	<-entered
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
