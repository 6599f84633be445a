package page

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// settling is the time from the opening of a page to its measurement.
const settling = 10 * time.Second

// openMeasured opens the page of a program with these flags, and waits until it has settled.
func openMeasured(b *testing.B, args ...string) context.Context {
	b.Helper()
	p := program.Start(b, app.Run, append(args, "--seed", "7")...)
	ctx, _ := browser.New(b)
	browser.Open(b, ctx, p.URL+"/")
	// The recorder would have every message of the stream told to it, by the thread that is measured.
	if _, err := chromedp.Call(ctx, network.Disable, cdp.Empty{}); err != nil {
		b.Fatal(err)
	}
	<-time.After(settling)
	return ctx
}

// BenchmarkPageLarge watches a thousand nodes for so many seconds as it has rounds, after ten for the start, in a tab
// that is visible and in one that is hidden: how busy the main thread is, of its time and of a processor, its longest
// task, and by how much the heap grows in a minute. The timers of a tab that is really hidden are rarer still.
func BenchmarkPageLarge(b *testing.B) {
	for _, hidden := range []bool{false, true} {
		b.Run(map[bool]string{false: "visible", true: "hidden"}[hidden], func(b *testing.B) {
			ctx := openMeasured(b, "--scenario", "large")
			if hidden {
				browser.Evaluate[any](b, ctx, fmt.Sprintf(setHidden, true))
				<-time.After(settling)
			}
			before := heap(b, ctx)
			length := time.Duration(b.N) * time.Second
			b.ResetTimer()
			w := trace(b, ctx, length)
			b.StopTimer()
			b.ReportMetric(total(w.tasks)/w.duration*100, "%busy")
			if w.cpu > 0 {
				b.ReportMetric(w.cpu/w.duration*100, "%cpu")
			}
			b.ReportMetric(w.tasks[0], "longest-ms")
			b.ReportMetric(w.tasks[len(w.tasks)/1000], "p99.9-ms")
			b.ReportMetric(before, "MB")
			b.ReportMetric((heap(b, ctx)-before)/(w.duration/60_000), "MB/min")
		})
	}
}

// BenchmarkPageHeap lets ten minutes of the world pass in as many seconds, once a round, and tells by how much the heap
// of the page grows in each.
func BenchmarkPageHeap(b *testing.B) {
	for _, name := range []string{"demo", "large"} {
		b.Run(name, func(b *testing.B) {
			// Lists of fixed lengths are full before it begins.
			ctx := openMeasured(b, "--scenario", name, "--speed", "60")
			before := heap(b, ctx)
			b.ResetTimer()
			<-time.After(time.Duration(b.N) * 10 * time.Second)
			b.StopTimer()
			b.ReportMetric(before, "MB")
			b.ReportMetric((heap(b, ctx)-before)/float64(b.N), "MB/10min")
		})
	}
}

// BenchmarkPageOpen measures from the navigation to the first numbers on screen.
func BenchmarkPageOpen(b *testing.B) {
	const shown = `performance.getEntriesByName("first-numbers")`
	for _, name := range []string{"demo", "large"} {
		b.Run(name, func(b *testing.B) { measureOpening(b, name, "/", shown+".length > 0", shown+"[0].startTime") })
	}
}

// BenchmarkPagePast measures from the navigation to the whole picture of a thousand nodes five minutes ago.
func BenchmarkPagePast(b *testing.B) {
	const whole = `document.querySelector(".time")?.dataset.mode === "inPast"
		&& document.querySelector(".counts dd").textContent === "1,000"
		&& document.querySelectorAll("#tasks .line[d^=M]").length >= 6
		&& document.querySelectorAll("#feed li").length >= 25`
	measureOpening(b, "large", "/?at=-5m", whole, "performance.now()")
}

// measureOpening opens a view of the page in each round. It reports the median of a time, in milliseconds since the
// navigation, that is read in the first frame in which an expression is true.
func measureOpening(b *testing.B, scenario, path, isShown, instant string) {
	p := program.Start(b, app.Run, "--scenario", scenario, "--seed", "7")
	ctx, _ := browser.New(b)
	first := `new Promise((resolve) => {
		const look = () => (` + isShown + ` ? resolve(` + instant + `) : requestAnimationFrame(look));
		look();
	})`
	var times []float64
	for range b.N {
		browser.Navigate(b, ctx, p.URL+path)
		times = append(times, browser.Evaluate[float64](b, ctx, first))
	}
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "median-ms")
}
