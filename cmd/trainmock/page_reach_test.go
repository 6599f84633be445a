package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// reach presses Tab until the element has the focus, so that a test shows that it can be reached.
func reach(t testing.TB, ctx context.Context, selector string) {
	t.Helper()
	await(t, ctx, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	const most = 200
	for range most {
		if evaluate[bool](t, ctx, fmt.Sprintf(`document.activeElement?.matches(%q) ?? false`, selector)) {
			return
		}
		press(t, ctx, kb.Tab)
	}
	t.Fatalf("%d times Tab do not reach %s", most, selector)
}
