// Package browser drives Chromium in tests, and records what a page does beside what it shows.
package browser

import (
	"context"
	"errors"
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

// Main runs the tests of a package, ends their browser and exits, as program.Main does.
func Main(m *testing.M) { program.Main(m, endShared) }

// New returns the context of a page with an empty profile, and a recorder of it. Both last until the test ends. The
// tests of a package share one Chromium; a benchmark, and a test with further options, has one of its own.
func New(tb testing.TB, more ...chromedp.ExecAllocatorOption) (context.Context, *Recorder) {
	tb.Helper()
	path := Find(tb)
	ctx, limit := context.Context(nil), testLimit
	if _, measured := tb.(*testing.B); measured {
		limit = benchLimit
	}
	if len(more) > 0 || limit == benchLimit {
		ctx = newOwn(tb, path, more)
	} else {
		ctx = newInShared(tb, path)
	}
	r := &Recorder{sockets: map[network.RequestID]bool{}}
	// The page belongs to the first context that it is used with: that one must not end by time.
	if err := errors.Join(chromedp.Do(ctx), chromedp.Listen(ctx, r.record), enable(ctx)); err != nil {
		tb.Fatal(err)
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
