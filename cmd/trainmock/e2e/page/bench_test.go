package page

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// traced are the events of the browser's tracing that measure the page's main thread.
type traced struct {
	mu       sync.Mutex
	list     []traceEvent
	complete chan struct{}
}

type traceEvent struct {
	Name, Ph string
	Ts, Dur  int64 // microseconds
	TDur     int64 // microseconds of a processor; 0 where the browser does not tell
	PID, TID int64
	Args     struct{ Name string }
}

func (c *traced) take(event any) {
	switch e := event.(type) {
	case *tracing.EventDataCollected:
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, raw := range e.Value {
			var one traceEvent
			if json.Unmarshal(raw, &one) == nil {
				c.list = append(c.list, one)
			}
		}
	case *tracing.EventTracingComplete:
		close(c.complete)
	}
}

// work holds the lengths of a main thread's tasks, longest first, the time that they took of a processor, and the time
// from the start of the first to the end of the last, all in milliseconds.
type work struct {
	tasks         []float64
	cpu, duration float64
}

// busiest returns the work of the busiest renderer's main thread.
func (c *traced) busiest() work {
	c.mu.Lock()
	defer c.mu.Unlock()
	mains := map[[2]int64][]traceEvent{}
	for _, e := range c.list {
		if e.Name == "thread_name" && e.Args.Name == "CrRendererMain" {
			mains[[2]int64{e.PID, e.TID}] = nil
		}
	}
	for _, e := range c.list {
		key := [2]int64{e.PID, e.TID}
		if _, ok := mains[key]; ok && e.Name == "RunTask" {
			mains[key] = append(mains[key], e)
		}
	}
	var most work
	for _, events := range mains {
		if w := workOf(events); total(w.tasks) > total(most.tasks) {
			most = w
		}
	}
	return most
}

func workOf(events []traceEvent) work {
	var w work
	from, to := int64(math.MaxInt64), int64(0)
	for _, e := range events {
		w.tasks = append(w.tasks, float64(e.Dur)/1000)
		w.cpu += float64(e.TDur) / 1000
		from, to = min(from, e.Ts), max(to, e.Ts+e.Dur)
	}
	w.duration = float64(to-from) / 1000
	slices.SortFunc(w.tasks, func(a, b float64) int { return cmp.Compare(b, a) })
	return w
}

func total(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

// trace records the main thread for a while, or longer where the browser is slow to end it.
func trace(b *testing.B, ctx context.Context, length time.Duration) work {
	b.Helper()
	c := &traced{complete: make(chan struct{})}
	if err := chromedp.ListenBrowser(ctx, c.take); err != nil {
		b.Fatal(err)
	}
	categories := []string{"disabled-by-default-devtools.timeline"}
	params := tracing.StartParams{TraceConfig: &tracing.TraceConfig{IncludedCategories: categories}}
	if _, err := chromedp.CallBrowser(ctx, tracing.Start, params); err != nil {
		b.Fatal(err)
	}
	<-time.After(length)
	if _, err := chromedp.CallBrowser(ctx, tracing.End, cdp.Empty{}); err != nil {
		b.Fatal(err)
	}
	<-c.complete
	return c.busiest()
}

// heap returns the memory of the page's objects after a collection, in MB.
func heap(b *testing.B, ctx context.Context) float64 {
	b.Helper()
	if _, err := chromedp.Call(ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		b.Fatal(err)
	}
	usage, err := chromedp.Call(ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		b.Fatal(err)
	}
	return usage.UsedSize / 1e6
}
