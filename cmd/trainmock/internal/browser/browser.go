// Package browser drives Chromium in tests, and records what a page does beside what it shows.
package browser

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/internal/program"
)

const (
	// testLimit and benchLimit limit how long one test or benchmark uses a browser.
	testLimit  = 3 * time.Minute
	benchLimit = 30 * time.Minute
)

// New starts Chromium with an empty profile until the test ends. The context is that of its first page.
func New(tb testing.TB, more ...chromedp.ExecAllocatorOption) (context.Context, *Recorder) {
	tb.Helper()
	path := program.LookFor(tb, "chromium", program.DemandBrowser, program.DemandClients)
	options := slices.Concat(chromedp.DefaultExecAllocatorOptions[:], []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(tb.TempDir()), chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	}, more)
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	tb.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocator)
	tb.Cleanup(func() {
		// A browser that is asked to close may hang up before it answers.
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, io.EOF) {
			tb.Error(err)
		}
		cancel()
	})
	r := &Recorder{sockets: map[network.RequestID]bool{}}
	// The browser belongs to the first context that it is used with: that one must not end by time.
	if err := errors.Join(chromedp.Do(ctx), chromedp.Listen(ctx, r.record), enable(ctx)); err != nil {
		tb.Fatal(err)
	}
	limit := testLimit
	if _, measured := tb.(*testing.B); measured {
		limit = benchLimit
	}
	limited, cancelTimeout := context.WithTimeout(ctx, limit)
	tb.Cleanup(cancelTimeout)
	return limited, r
}

// NewPage opens another page of a browser until the test ends, and returns its context.
func NewPage(tb testing.TB, ctx context.Context) context.Context {
	tb.Helper()
	page, cancel := chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	if err := chromedp.Do(page); err != nil {
		tb.Fatal(err)
	}
	return page
}

// enable turns on the domains whose events a recorder wants.
func enable(ctx context.Context) error {
	_, networkErr := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	_, logErr := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	return errors.Join(networkErr, logErr)
}
