package page

import (
	"context"
	"encoding/json"
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
	Dur      int64 // microseconds
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

// tasks returns the lengths of the busiest renderer's main-thread tasks, in milliseconds, longest first.
func (c *traced) tasks() []float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	mains := map[[2]int64][]float64{}
	for _, e := range c.list {
		if e.Name == "thread_name" && e.Args.Name == "CrRendererMain" {
			mains[[2]int64{e.PID, e.TID}] = nil
		}
	}
	for _, e := range c.list {
		key := [2]int64{e.PID, e.TID}
		if _, ok := mains[key]; ok && e.Name == "RunTask" {
			mains[key] = append(mains[key], float64(e.Dur)/1000)
		}
	}
	var longest []float64
	for _, tasks := range mains {
		if total(tasks) > total(longest) {
			longest = tasks
		}
	}
	slices.SortFunc(longest, func(a, b float64) int { return int(b*1000) - int(a*1000) })
	return longest
}

func total(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

// trace records the main thread for a while and returns the lengths of its tasks, in milliseconds.
func trace(b *testing.B, ctx context.Context, length time.Duration) []float64 {
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
	return c.tasks()
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
