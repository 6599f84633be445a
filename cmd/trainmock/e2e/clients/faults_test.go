package clients

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
)

// faultPlace is where faults strike, and the interface by which browsers and Node see it.
type faultPlace struct {
	name, by string
	faults   []struck
}

var faultPlaces = []faultPlace{
	{"SSE", "EventSource", sseFaults},
	{"WebSocket", "WebSocket", webSocketFaults},
	{"dashboard", "WebSocket", dashboardFaults},
	{"answer", "fetch", answerFaults},
}

// path returns the path that shows a fault.
func (p faultPlace) path(f struck) string {
	switch p.name {
	case "dashboard":
		return cmp.Or(f.topic, nodeBoard) + "?" + f.query
	case "answer":
		return cmp.Or(f.topic, "/monitor/ray/cluster/node/node_1/metrics") + "?" + f.query
	}
	values := url.Values{"topics": {f.eventsTopic()}, "snapshot": {"false"}}
	if own, err := url.ParseQuery(f.query); err == nil {
		maps.Copy(values, own)
	}
	return map[string]string{"SSE": ssePath, "WebSocket": wsPath}[p.name] + "?" + values.Encode()
}

// eventsTopic returns the topic of the events of a stream.
func (f struck) eventsTopic() string { return cmp.Or(f.topic, "nodes") }

// sightedFault is what a client saw of a fault.
type sightedFault struct {
	client, protocol string
	place            faultPlace
	struck           struck
	seen             seen
	// whole holds the ids of the events of the world that the stream is about. It is nil for dashboards.
	whole []string
}

// TestFaultsSeenByClients checks what clients that others wrote see of each kind of fault, at each place to which it
// applies, over HTTP/1.1, TLS and HTTP/2. With -v it prints a table of that.
func TestFaultsSeenByClients(t *testing.T) {
	plain := startStruck(t)
	secured := startStruck(t, "--tls-self-signed")
	secured.Client = program.NewTLSClient(t, program.Trust(t, secured.Endpoint, secured.Stdout), true)
	since := map[*program.Program]string{}
	for _, p := range []*program.Program{plain, secured} {
		since[p] = sinceNow(t, p)
		if status, body := p.Send(t, http.MethodPost, "/mock/faults", postedFaults); status != http.StatusCreated &&
			status != http.StatusOK {
			t.Fatalf("the faults: %d %s, want success", status, body)
		}
	}
	page, _ := browser.New(t, unverified)
	all := slices.Concat(watchAll(t, "plain", plainWatchers(page, plain)),
		watchAll(t, "TLS", securedWatchers(page, secured)))
	topics := map[bool]map[string][]string{}
	for _, p := range []*program.Program{plain, secured} {
		topics[p == plain] = wholeTopics(t, p, since[p], lastTick(all))
	}
	for i := range all {
		s := &all[i]
		if s.place.name != "dashboard" {
			s.whole = topics[s.protocol == plainProtocol][s.struck.eventsTopic()]
		}
		s.check(t)
	}
	t.Log(faultTable(all))
}

// watchAll returns what clients see that watch at the same time.
func watchAll(t *testing.T, name string, watchers []faultWatcher) []sightedFault {
	t.Helper()
	lists := make([][]sightedFault, len(watchers))
	t.Run(name, func(t *testing.T) {
		for i, w := range watchers {
			t.Run(w.client+" "+w.protocol, func(t *testing.T) {
				t.Parallel()
				lists[i] = w.watch(t)
			})
		}
	})
	return slices.Concat(lists...)
}

// startStruck starts a program whose streams bring more than what a slow one can.
func startStruck(t *testing.T, args ...string) *program.Program {
	t.Helper()
	return program.Start(t, app.Run, append([]string{"--seed", "7", "--tick", "200ms"}, args...)...)
}

// sinceNow returns the id of an event of the present tick.
func sinceNow(t *testing.T, p *program.Program) string {
	t.Helper()
	feed, err := program.OpenSSE(t.Context(), p.Client, p.URL+ssePath+"?topics=cluster&snapshot=false")
	if err != nil {
		t.Fatal(err)
	}
	for {
		m, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.ID != "" {
			return m.ID
		}
	}
}

// lastTick returns the last tick of which a client saw anything.
func lastTick(all []sightedFault) int64 {
	last := int64(0)
	for _, s := range all {
		for _, text := range s.seen.IDs {
			if id, err := wire.ParseEventID(text); err == nil {
				last = max(last, id.Tick)
			}
		}
	}
	return last
}

// wholeTopics removes the faults, and returns the ids of the events of each topic up to a tick: what was dropped comes
// by resuming.
func wholeTopics(t *testing.T, p *program.Program, since string, tick int64) map[string][]string {
	t.Helper()
	if status, body := p.Send(t, http.MethodDelete, "/mock/faults", ""); status != http.StatusOK {
		t.Fatalf("the end of the faults: %d %s, want 200", status, body)
	}
	topics := map[string][]string{}
	for _, topic := range []string{"nodes", "training", "cluster"} {
		feed, err := program.OpenSSE(t.Context(), p.Client, p.URL+ssePath+"?since="+since+"&topics="+topic)
		if err != nil {
			t.Fatal(err)
		}
		for last := int64(0); last <= tick; {
			m, err := feed.Next()
			if err != nil {
				t.Fatal(err)
			}
			if m.ID != "" {
				last = m.EventID(t).Tick
				topics[topic] = append(topics[topic], m.ID)
			}
		}
	}
	return topics
}

// describe returns the content that a client saw and how that ended.
func (s sightedFault) describe() (content, end string) {
	switch {
	case s.place.name == "answer":
		content, end = s.seen.answer(), s.seen.fetchEnd()
	case s.place.by == "EventSource":
		content, end = s.seen.content(s.whole, s.isBusy()), s.seen.sourceEnd()
	default:
		content, end = s.seen.content(s.whole, s.isBusy()), s.seen.socketEnd()
	}
	if s.client == curlName {
		end = s.seen.curlEnd()
	}
	return content, end
}

// isBusy reports whether the stream brings many events.
func (s sightedFault) isBusy() bool { return s.place.name != "dashboard" && s.struck.topic == "" }

// check fails the test unless the client saw what it has to see.
func (s sightedFault) check(t *testing.T) {
	t.Helper()
	want := s.struck.end
	if s.client == curlName {
		want = cmp.Or(s.struck.curl, want)
		if s.protocol == http2Protocol {
			want = cmp.Or(s.struck.stream, want)
		}
	}
	if content, end := s.describe(); content != s.struck.content || end != want {
		t.Errorf("%s, %s, %s, %s: got %q and %q, want %q and %q (%s)", s.client, s.protocol, s.place.name,
			s.struck.kind, content, end, s.struck.content, want, s.seen.figures(s.whole))
	}
	if s.place.name == "answer" && s.seen.Opened && s.struck.query != "" && s.seen.Fault != s.struck.kind {
		t.Errorf("%s, %s, %s: got X-Mock-Fault %q, want %s", s.client, s.protocol, s.struck.kind, s.seen.Fault,
			s.struck.kind)
	}
}

// faultTable returns a table of what clients saw, as Markdown.
func faultTable(all []sightedFault) string {
	var table strings.Builder
	table.WriteString("\n| client | protocol | place | kind | content | end | figures |\n")
	table.WriteString("|---|---|---|---|---|---|---|\n")
	for _, s := range all {
		content, end := s.describe()
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s | %s |\n", s.client, s.protocol, s.place.name, s.struck.kind,
			content, end, s.seen.figures(s.whole))
	}
	return table.String()
}

// encodeJSON returns a value as JSON.
func encodeJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
