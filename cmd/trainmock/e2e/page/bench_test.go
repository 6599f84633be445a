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
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
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

// BenchmarkPageLarge watches a thousand nodes for so many seconds as it has rounds, after ten for the start: how busy
// the main thread is, its longest task, and by how much the heap grows in a minute.
func BenchmarkPageLarge(b *testing.B) {
	p := program.Start(b, app.Run, "--scenario", "large", "--seed", "7")
	ctx, _ := browser.New(b)
	browser.Open(b, ctx, p.URL+"/")
	// The recorder would have every message of the stream told to it, by the thread that is measured.
	if _, err := chromedp.Call(ctx, network.Disable, cdp.Empty{}); err != nil {
		b.Fatal(err)
	}
	const settling = 10 * time.Second
	<-time.After(settling)
	before := heap(b, ctx)
	length := time.Duration(b.N) * time.Second
	b.ResetTimer()
	tasks := trace(b, ctx, length)
	b.StopTimer()
	b.ReportMetric(total(tasks)/float64(length.Milliseconds())*100, "%busy")
	b.ReportMetric(tasks[0], "longest-ms")
	b.ReportMetric(tasks[len(tasks)/1000], "p99.9-ms")
	b.ReportMetric(before, "MB")
	b.ReportMetric((heap(b, ctx)-before)/length.Minutes(), "MB/min")
}

// BenchmarkPageOpen measures from the navigation to the first numbers on screen.
func BenchmarkPageOpen(b *testing.B) {
	for _, name := range []string{"demo", "large"} {
		b.Run(name, func(b *testing.B) {
			p := program.Start(b, app.Run, "--scenario", name, "--seed", "7")
			ctx, _ := browser.New(b)
			var times []float64
			for range b.N {
				browser.Open(b, ctx, p.URL+"/")
				browser.Await(b, ctx, `performance.getEntriesByName("first-numbers").length > 0`)
				const shown = `performance.getEntriesByName("first-numbers")[0].startTime`
				times = append(times, browser.Evaluate[float64](b, ctx, shown))
			}
			slices.Sort(times)
			b.ReportMetric(times[len(times)/2], "median-ms")
		})
	}
}
