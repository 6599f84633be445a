package browser

import (
	"cmp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// Recorder keeps the complaints and the requests of a page.
type Recorder struct {
	mu       sync.Mutex
	problems []string
	failures []string // of requests, which Chromium writes on the console by itself
	requests []string
	sockets  map[network.RequestID]bool
}

func (r *Recorder) record(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		r.problems = append(r.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceNetwork {
			r.failures = append(r.failures, e.Entry.Text+" "+e.Entry.URL)
		} else if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			r.problems = append(r.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		// What is in a data URL is asked of nobody.
		if !strings.HasPrefix(e.Request.URL, "data:") {
			r.requests = append(r.requests, e.Request.URL)
		}
	case *network.EventWebSocketCreated:
		r.requests = append(r.requests, e.URL)
		r.sockets[e.RequestID] = true
	case *network.EventWebSocketClosed:
		delete(r.sockets, e.RequestID)
	case *runtime.EventConsoleAPICalled:
		r.problems = append(r.problems, string(e.Type)+": "+textOf(e.Args))
	}
}

// textOf returns what a page wrote on the console.
func textOf(args []*runtime.RemoteObject) string {
	texts := make([]string, len(args))
	for i, arg := range args {
		texts[i] = cmp.Or(arg.Description, string(arg.Value))
	}
	return strings.Join(texts, " ")
}

// OpenSockets returns the number of WebSockets that are open.
func (r *Recorder) OpenSockets() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.sockets)
}

// CheckQuiet fails the test for exceptions, and for errors and warnings on the console.
func (r *Recorder) CheckQuiet(tb testing.TB) {
	tb.Helper()
	r.CheckScripts(tb)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.failures {
		tb.Errorf("on the console is %q, want nothing", f)
	}
}

// CheckScripts does what CheckQuiet does, but requests may fail.
func (r *Recorder) CheckScripts(tb testing.TB) {
	tb.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.problems {
		tb.Errorf("on the console is %q, want nothing", p)
	}
}

// Check does what CheckQuiet does, and fails the test for requests to anywhere but the program at an address.
func (r *Recorder) Check(tb testing.TB, address string) {
	tb.Helper()
	r.CheckQuiet(tb)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) == 0 {
		tb.Error("no request was recorded, want the page's own")
	}
	sockets := strings.Replace(address, "http", "ws", 1)
	for _, url := range r.requests {
		if !strings.HasPrefix(url, address+"/") && !strings.HasPrefix(url, sockets+"/") {
			tb.Errorf("a request for %s, want requests to %s only", url, address)
		}
	}
}
