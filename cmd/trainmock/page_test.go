package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"trainmock/stream/model"
)

// newBrowser starts Chromium and records what its console and its network say.
func newBrowser(t testing.TB, more ...chromedp.ExecAllocatorOption) (context.Context, *recorder) {
	t.Helper()
	path := lookFor(t, "chromium", demandBrowser, demandClients)
	options := slices.Concat(chromedp.DefaultExecAllocatorOptions[:], []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	}, more)
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// A browser that is asked to close may hang up before it answers.
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		cancel()
	})
	r := &recorder{sockets: map[network.RequestID]bool{}}
	// The browser belongs to the first context that it is used with: that one must not end by time.
	if err := errors.Join(chromedp.Do(ctx), chromedp.Listen(ctx, r.record), enable(ctx)); err != nil {
		t.Fatal(err)
	}
	limit := 3 * time.Minute
	if _, measured := t.(*testing.B); measured {
		limit = 30 * time.Minute
	}
	limited, cancelTimeout := context.WithTimeout(ctx, limit)
	t.Cleanup(cancelTimeout)
	return limited, r
}

// enable turns on the domains whose events a recorder wants.
func enable(ctx context.Context) error {
	_, networkErr := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	_, logErr := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	return errors.Join(networkErr, logErr)
}

// recorder keeps what a page did beside what it shows.
type recorder struct {
	mu       sync.Mutex
	problems []string
	requests []string
	sockets  map[network.RequestID]bool
}

func (r *recorder) record(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		r.problems = append(r.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			r.problems = append(r.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		r.requests = append(r.requests, e.Request.URL)
	case *network.EventWebSocketCreated:
		r.requests = append(r.requests, e.URL)
		r.sockets[e.RequestID] = true
	case *network.EventWebSocketClosed:
		delete(r.sockets, e.RequestID)
	case *runtime.EventConsoleAPICalled:
		r.problems = append(r.problems, string(e.Type)+" on the console")
	}
}

// check fails the test for errors on the console and for requests to anywhere but the program at an address.
func (r *recorder) check(t testing.TB, address string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.problems {
		t.Errorf("console: %s", p)
	}
	if len(r.requests) == 0 {
		t.Error("no request was recorded")
	}
	sockets := strings.Replace(address, "http", "ws", 1)
	for _, url := range r.requests {
		if !strings.HasPrefix(url, address+"/") && !strings.HasPrefix(url, sockets+"/") {
			t.Errorf("a request left the host: %s", url)
		}
	}
}

// TestPage opens the page in a real browser: it shows the cluster, and its numbers change by themselves.
func TestPage(t *testing.T) {
	p := start(t, "--seed", "7", "--tick", "100ms")
	ctx, seen := newBrowser(t)
	var cluster model.Cluster
	if err := json.Unmarshal(get(t, p.client, p.url+"/monitor/ray/cluster/node"), &cluster); err != nil {
		t.Fatal(err)
	}
	nodeID := cluster.Nodes[0].ID
	open(t, ctx, p.url+"/?as=table")
	await(t, ctx, `document.body.innerText.includes("`+nodeID+`")`)
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.before = document.body.innerText`))
	if err != nil {
		t.Fatal(err)
	}
	await(t, ctx, `document.body.innerText !== window.before`)
	for _, want := range []string{"demo", "7", nodeID} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
	seen.check(t, p.url)
}

func navigate(ctx context.Context, url string) error { return chromedp.Do(ctx, chromedp.Navigate(url)) }

// open opens a page and waits for the first numbers.
func open(t testing.TB, ctx context.Context, url string) {
	t.Helper()
	if err := navigate(ctx, url); err != nil {
		t.Fatal(err)
	}
	await(t, ctx, `document.querySelector(".clock")?.textContent.includes(":")`)
}

// evaluate is what an expression, or the promise that it is, comes to in the page.
func evaluate[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// press strikes keys, one after another.
func press(t testing.TB, ctx context.Context, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(key)); err != nil {
			t.Fatal(err)
		}
	}
}

// await waits until an expression is true in the page.
func await(t testing.TB, ctx context.Context, expression string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience))); err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
}

// TestEventSourceAndWebSocketInABrowser: onmessage gets every event, with the same ids over both.
func TestEventSourceAndWebSocketInABrowser(t *testing.T) {
	p := start(t, "--seed", "7", "--tick", "50ms")
	ctx, _ := newBrowser(t)
	const script = `new Promise((resolve) => {
		const got = { sse: [], ws: [] };
		const done = () => got.sse.length > 200 && got.ws.length > 200 && resolve(got);
		const keep = (list) => (e) => { const m = JSON.parse(e.data); list.push(m.id + " " + m.type); done(); };
		const source = new EventSource("/stream/sse");
		source.onmessage = keep(got.sse);
		new WebSocket("ws://" + location.host + "/stream/ws").onmessage = keep(got.ws);
	})`
	if err := chromedp.Do(ctx, chromedp.Navigate(p.url+"/health")); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[transcripts](script, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		t.Fatal(err)
	}
	if got.SSE[0] != "undefined hello" || got.WS[0] != "undefined hello" || !strings.HasSuffix(got.SSE[1], " snapshot") {
		t.Fatalf("SSE began with %q, WebSocket with %q", got.SSE[:2], got.WS[:2])
	}
	over := map[string]bool{}
	for _, m := range got.SSE[2:] {
		over[m] = true
	}
	shared := 0
	for _, m := range got.WS[2:] {
		if over[m] {
			shared++
		}
	}
	if shared < 150 {
		t.Errorf("of some 200 events, both transports brought only %d", shared)
	}
}

// transcripts are the ids and types that came over both transports.
type transcripts struct {
	SSE []string `json:"sse"`
	WS  []string `json:"ws"`
}
