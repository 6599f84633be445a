package clients

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// polyfills are npm packages, in groups that share a page: a browser keeps six connections to a server at most.
var polyfills = [][]string{
	{"event-source-polyfill", "reconnecting-eventsource"},
	{"eventsource-client", "extended-eventsource"},
}

// sameWorld returns flags with which all processes show the same world.
func sameWorld() []string {
	return []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z", "--anchor", model.Stamp(time.Now()),
		"--tick", "100ms", "--speed", "10"}
}

// TestPolyfillsReconnect checks that clients which reconnect by themselves go on without a hole or a duplicate when the
// program is killed, and when it ends in good order, and runs again at the same address as the same world.
func TestPolyfillsReconnect(t *testing.T) {
	for i, names := range polyfills {
		t.Run(strings.Join(names, " "), func(t *testing.T) {
			program.SkipRare(t, i > 0)
			t.Parallel()
			args := sameWorld()
			reference, first := program.Start(t, app.Run, args...), program.StartProcess(t, args...)
			since := midTick(t, reference)
			want := followStrictly(t, reference.URL, "?since="+since.ID)
			got := followPolyfills(t, first.URL, "?since="+since.ID, names...)
			outlive(t, args, first, got, 1)
			checkWhole(t, got, want)
		})
	}
}

// TestPolyfillsBehindAProxy checks the same where a proxy goes over to another process.
func TestPolyfillsBehindAProxy(t *testing.T) {
	for _, tc := range []struct {
		name string
		// down is set where the proxy answers 502 for a while. eventsource-polyfill would give up.
		down bool
		// rare is set where others stand for it.
		rare bool
	}{
		{"eventsource-polyfill", false, true},
		{"eventsource-client", true, true},
		// The browser's EventSource gives up, and the package makes another one, which has the id in its query.
		{"reconnecting-eventsource", true, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			program.SkipRare(t, tc.rare)
			t.Parallel()
			args := sameWorld()
			first, second := program.Start(t, app.Run, args...), program.Start(t, app.Run, args...)
			since := midTick(t, second)
			want := followStrictly(t, second.URL, "?since="+since.ID)
			front := newFront(t, first.URL)
			got := followPolyfills(t, front.URL, "?since="+since.ID, tc.name)
			awaitAll(t, got, 1, 0, 0)
			if tc.down {
				first.Stop()
				front.awaitRefusals(t, 2)
				front.target.Store(second.URL)
			} else {
				front.target.Store(second.URL)
				first.Stop()
			}
			awaitAll(t, got, 2, 1, 0)
			checkWhole(t, got, want)
		})
	}
}

// front is a proxy that answers 502 while there is nothing behind it.
type front struct {
	*httptest.Server
	// target is the address of the program behind it.
	target   atomic.Value
	refusals chan struct{}
}

func newFront(t *testing.T, target string) *front {
	t.Helper()
	f := &front{refusals: make(chan struct{}, 100)}
	f.target.Store(target)
	f.Server = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			address, _ := url.Parse(f.target.Load().(string)) // the program's own
			r.SetURL(address)
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			w.WriteHeader(http.StatusBadGateway)
			f.refusals <- struct{}{}
		},
		Transport: program.NewClient(t).Transport,
	})
	t.Cleanup(func() {
		f.CloseClientConnections()
		f.Close()
	})
	return f
}

// awaitRefusals waits until so many requests were answered with 502.
func (f *front) awaitRefusals(t *testing.T, count int) {
	t.Helper()
	for range count {
		select {
		case <-f.refusals:
		case <-time.After(program.Timeout):
			t.Fatalf("no request in %s, want another try", program.Timeout)
		}
	}
}

// followPolyfills uses packages in one page, which is from another origin.
func followPolyfills(t *testing.T, base, query string, names ...string) map[string]*transcript {
	t.Helper()
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, newPrototype(t))
	loadModule(t, ctx, "polyfills.js", names...)
	got := map[string]*transcript{}
	for _, name := range names {
		got[name] = followScript(t, ctx,
			fmt.Sprintf("bundled.follow[%q](%q, tell)", name, streamURL("EventSource", base, query)))
	}
	return got
}

// checkWhole fails the test unless every client saw what want saw, through connections that all resumed.
func checkWhole(t *testing.T, clients map[string]*transcript, want *transcript) {
	t.Helper()
	last := want.newest(t) + 3
	for name, tr := range clients {
		t.Run(name, func(t *testing.T) {
			seen := tr.upTo(t, last)
			checkAgreement(t, seen, want.upTo(t, last))
			checkAllResumed(t, seen)
		})
	}
}

// awaitAll waits for so many hellos, errors and good-byes of every client.
func awaitAll(t *testing.T, clients map[string]*transcript, hellos, errors, byes int) {
	t.Helper()
	for name, tr := range clients {
		saw := map[string]int{}
		tr.await(t, fmt.Sprintf("%d hellos, %d errors and %d byes over %s", hellos, errors, byes, name),
			func(s sighting) bool {
				saw[s.Saw]++
				saw[s.message.Type]++
				return saw["hello"] >= hellos && saw["error"] >= errors && saw["bye"] >= byes
			})
	}
}

// checkAllResumed fails the test for a hello of a stream that did not resume.
func checkAllResumed(t *testing.T, seen []sighting) {
	t.Helper()
	for _, s := range seen {
		if s.message.Type == "hello" && !bytes.Contains(s.message.Payload, []byte(`"resumed":true`)) {
			t.Errorf("got %s, want a hello with resumed", s.Data)
		}
	}
}
