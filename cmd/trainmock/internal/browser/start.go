package browser

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/internal/program"
)

// shared is the Chromium that the tests of a package share, and how it ends. It is started by the first that asks.
var shared struct {
	mu  sync.Mutex
	ctx context.Context
	end func() error
}

// newInShared returns the context of a page in the shared browser until the test ends, with a profile of its own.
func newInShared(tb testing.TB, path string) context.Context {
	tb.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.end == nil {
		shared.ctx, shared.end = start(path)
		if err := chromedp.Do(shared.ctx); err != nil {
			tb.Fatal(err)
		}
	}
	ctx, cancel := chromedp.NewContext(shared.ctx, chromedp.WithNewBrowserContext())
	tb.Cleanup(cancel)
	return ctx
}

// endShared ends the shared browser, if a test has started it.
func endShared() error {
	if shared.end == nil {
		return nil
	}
	return shared.end()
}

// newOwn returns the context of the first page of a browser with further options, which ends with the test.
func newOwn(tb testing.TB, path string, more []chromedp.ExecAllocatorOption) context.Context {
	tb.Helper()
	ctx, end := start(path, more...)
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Error(err)
		}
	})
	return ctx
}

// Find returns the path of a Chromium. Tests that run every case drive the whole browser. Others take the same engine
// without a browser's windows, if it is installed: with a page it is at work for less than half as long.
func Find(tb testing.TB) string {
	tb.Helper()
	if path, err := exec.LookPath("chromium-headless-shell"); err == nil && !program.All() {
		return path
	}
	return program.LookFor(tb, "chromium", program.DemandBrowser, program.DemandClients)
}

// start prepares a Chromium with an empty profile. It starts when its context is used, and ends when end is called.
func start(path string, more ...chromedp.ExecAllocatorOption) (ctx context.Context, end func() error) {
	options := slices.Concat(chromedp.DefaultExecAllocatorOptions[:], []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	}, more)
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	return ctx, func() error {
		err := chromedp.Cancel(ctx)
		cancel()
		endAllocator()
		// A browser that is asked to close may hang up before it answers.
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
}
