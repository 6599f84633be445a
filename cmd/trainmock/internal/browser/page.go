package browser

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/internal/program"
)

// maxTabs limits how often Reach presses Tab.
const maxTabs = 200

// Navigate opens a URL and waits until it is loaded.
func Navigate(tb testing.TB, ctx context.Context, url string) {
	tb.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		tb.Fatalf("%s: %v", url, err)
	}
}

// Open opens a view of trainmock's page and waits for the first numbers.
func Open(tb testing.TB, ctx context.Context, url string) {
	tb.Helper()
	Navigate(tb, ctx, url)
	Await(tb, ctx, `document.querySelector(".clock")?.textContent.includes(":")`)
}

// Evaluate returns the value of an expression in the page; a promise is waited for.
func Evaluate[T any](tb testing.TB, ctx context.Context, expression string) T {
	tb.Helper()
	value, err := chromedp.Run(ctx,
		chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		tb.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Await waits until an expression is true in the page. An exception counts as not yet, because the page may have yet to
// make what the expression looks at.
func Await(tb testing.TB, ctx context.Context, expression string) {
	tb.Helper()
	safe := "(() => { try { return (" + expression + ") } catch { return false } })()"
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](safe, chromedp.WithPollingTimeout(program.Timeout)))
	if err == nil {
		return
	}
	value, last := chromedp.Run(ctx, chromedp.Evaluate[any](expression, chromedp.EvalAsValue))
	tb.Fatalf("%s is not true after %s: %v; it is %v (%v)", expression, program.Timeout, err, value, last)
}

// Press strikes keys, one after another.
func Press(tb testing.TB, ctx context.Context, keys ...string) {
	tb.Helper()
	for _, key := range keys {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(key)); err != nil {
			tb.Fatalf("the key %q: %v", key, err)
		}
	}
}

// Reach presses Tab until an element has the focus, so that a test shows that the keyboard gets there.
func Reach(tb testing.TB, ctx context.Context, selector string) {
	tb.Helper()
	Await(tb, ctx, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	for range maxTabs {
		if Evaluate[bool](tb, ctx, fmt.Sprintf(`document.activeElement?.matches(%q) ?? false`, selector)) {
			return
		}
		Press(tb, ctx, kb.Tab)
	}
	tb.Fatalf("%s has no focus after %d times Tab", selector, maxTabs)
}
