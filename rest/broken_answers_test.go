package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// faulty is a server whose world stands, with the faults that a test adds.
type faulty struct {
	*httptest.Server
	hub *stream.Hub
}

// protocols are the ways in which clients reach a server, with how to start it.
var protocols = map[string]func(*httptest.Server){
	"HTTP/1.1": (*httptest.Server).Start,
	"TLS":      (*httptest.Server).StartTLS,
	"HTTP/2": func(s *httptest.Server) {
		s.EnableHTTP2 = true
		s.StartTLS()
	},
}

// newHub returns the hub of a world that stands, with faults.
func newHub(tb testing.TB, seed uint64, faults ...string) *stream.Hub {
	tb.Helper()
	s, err := scenario.Load("demo")
	if err != nil {
		tb.Fatal(err)
	}
	hub := standing(tb, s, seed)
	for _, text := range faults {
		var f model.Fault
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			tb.Fatal(err)
		}
		if err := f.Check(); err != nil {
			tb.Fatal(err)
		}
		if _, err := hub.AddFaults(tb.Context(), []model.Fault{f}, false); err != nil {
			tb.Fatal(err)
		}
	}
	return hub
}

// newFaulty serves a world that stands over a protocol, with faults.
func newFaulty(tb testing.TB, protocol string, faults ...string) *faulty {
	tb.Helper()
	return newLimited(tb, time.Minute, protocol, faults...)
}

// newLimited serves as newFaulty does, with a limit for the time to write an answer.
func newLimited(tb testing.TB, limit time.Duration, protocol string, faults ...string) *faulty {
	tb.Helper()
	hub := newHub(tb, 7, faults...)
	find := func(*http.Request) (rest.Source, error) { return hub, nil }
	s := &faulty{httptest.NewUnstartedServer(rest.New(rest.Options{Find: find})), hub}
	s.Config.WriteTimeout = limit
	protocols[protocol](s.Server)
	tb.Cleanup(s.Close)
	return s
}

// exchange is what a client saw of an answer.
type exchange struct {
	*http.Response
	body []byte
	// err is why there is no answer, or not a whole one.
	err  error
	took time.Duration
}

// ask sends a request, and reads what comes of the answer.
func (s *faulty) ask(tb testing.TB, method, path string, header http.Header) exchange {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.URL+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	if header != nil {
		r.Header = header
	}
	begun := time.Now()
	var e exchange
	if e.Response, e.err = s.Client().Do(r); e.err == nil {
		defer e.Body.Close()
		e.body, e.err = io.ReadAll(e.Body)
	}
	e.took = time.Since(begun)
	return e
}

// logged returns the newest entry of the log of requests, when it is not held up any more.
func (s *faulty) logged(tb testing.TB) model.Request {
	tb.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); <-time.After(time.Millisecond) {
		if last := s.hub.Requests().Last(1); len(last) == 1 && (last[0].Status > 0 || last[0].DurationMS != nil) {
			return last[0]
		}
	}
	tb.Fatal("got no entry of the request in the log, want one")
	return model.Request{}
}

// askedPath is the route that tests break.
const askedPath = "/monitor/ray/cluster/status"

// answerKinds lists kinds with what a client sees of the answer, given the whole body.
var answerKinds = []struct {
	kind string
	// broken is set if there is no whole answer.
	broken bool
	check  func(tb testing.TB, e exchange, whole []byte)
}{
	{`"latency":{"delay":"60ms"}`, false, func(tb testing.TB, e exchange, whole []byte) {
		if e.took < 60*time.Millisecond || !bytes.Equal(e.body, whole) {
			tb.Errorf("got %.80s after %s, want the answer after 60ms", e.body, e.took)
		}
	}},
	{`"hang":{"for":"60ms"}`, false, func(tb testing.TB, e exchange, whole []byte) {
		if e.took < 60*time.Millisecond || !bytes.Equal(e.body, whole) {
			tb.Errorf("got %.80s after %s, want the answer after 60ms", e.body, e.took)
		}
	}},
	{`"status":{"code":503,"retry_after":2}`, false, func(tb testing.TB, e exchange, _ []byte) {
		if e.StatusCode != 503 || string(e.body) != `{"detail":"Service Unavailable"}`+"\n" ||
			e.Header.Get("Retry-After") != "2" {
			tb.Errorf("got %s %s %v, want 503 in the service's shape, with Retry-After 2", e.Status, e.body, e.Header)
		}
	}},
	{`"status":{"code":422}`, false, func(tb testing.TB, e exchange, _ []byte) {
		if e.StatusCode != 422 || !strings.HasPrefix(string(e.body), `{"detail":[{"loc":[`) {
			tb.Errorf("got %s %s, want 422 with a list of mistakes", e.Status, e.body)
		}
	}},
	{`"status":{"code":200,"body":"[]","headers":{"X-Stub":"yes"}}`, false, func(tb testing.TB, e exchange, _ []byte) {
		if e.StatusCode != 200 || string(e.body) != "[]" || e.Header.Get("X-Stub") != "yes" ||
			e.Header.Get("Content-Type") != "application/json" {
			tb.Errorf("got %s %s %v, want the stub in JSON", e.Status, e.body, e.Header)
		}
	}},
	{`"status":{"code":204}`, false, func(tb testing.TB, e exchange, _ []byte) {
		if e.StatusCode != 204 || len(e.body) > 0 || e.Header.Get("Content-Type") != "" {
			tb.Errorf("got %s %s %v, want 204 without a body", e.Status, e.body, e.Header)
		}
	}},
	{`"empty":{}`, false, func(tb testing.TB, e exchange, _ []byte) {
		if e.StatusCode != 200 || len(e.body) > 0 || e.ContentLength != 0 {
			tb.Errorf("got %s %.80s, want 200 and nothing", e.Status, e.body)
		}
	}},
	{`"malformed":{}`, false, func(tb testing.TB, e exchange, whole []byte) {
		want := append(bytes.TrimSuffix(bytes.Clone(whole), []byte("}\n")), ")\n"...)
		if e.StatusCode != 200 || !bytes.Equal(e.body, want) {
			tb.Errorf("got %s …%s, want the answer with another bracket at its end",
				e.Status, e.body[max(0, len(e.body)-20):])
		}
	}},
	{`"truncate":{"bytes":20}`, true, func(tb testing.TB, e exchange, whole []byte) {
		if e.Response == nil || e.ContentLength != int64(len(whole)) || !bytes.Equal(e.body, whole[:20]) {
			tb.Errorf("got %q (%v), want 20 bytes of a body of %d", e.body, e.err, len(whole))
		}
		if e.ProtoMajor == 2 && !strings.Contains(e.err.Error(), "INTERNAL_ERROR") {
			tb.Errorf("got %v, want RST_STREAM", e.err)
		}
		if e.ProtoMajor == 2 && e.took < 50*time.Millisecond {
			tb.Errorf("the end came after %s, want 50 ms, in which a browser reads the head and the body", e.took)
		}
	}},
	{`"truncate":{}`, true, func(tb testing.TB, e exchange, whole []byte) {
		if e.Response == nil || e.ContentLength != int64(len(whole)) || !bytes.Equal(e.body, whole[:len(whole)/2]) {
			tb.Errorf("got %q (%v), want half of a body of %d", e.body, e.err, len(whole))
		}
	}},
	{`"reset":{}`, true, func(tb testing.TB, e exchange, _ []byte) {
		reset := errors.Is(e.err, syscall.ECONNRESET) ||
			e.err != nil && strings.Contains(e.err.Error(), "INTERNAL_ERROR")
		if e.Response != nil || !reset {
			tb.Errorf("got the error %v, want a reset", e.err)
		}
	}},
	{`"bandwidth":{"kbps":160}`, false, func(tb testing.TB, e exchange, whole []byte) {
		least := time.Duration(len(whole)) * time.Second / 20_000
		if e.took < least || !bytes.Equal(e.body, whole) {
			tb.Errorf("got %d bytes after %s, want %d after %s", len(e.body), e.took, len(whole), least)
		}
	}},
}

// TestAnswers breaks answers in every way over every protocol: the client sees it, the header and the log name the
// fault, and it is counted.
func TestAnswers(t *testing.T) {
	for protocol := range protocols {
		whole := newFaulty(t, protocol).ask(t, http.MethodGet, askedPath, nil).body
		for _, tc := range answerKinds {
			t.Run(protocol+" "+tc.kind, func(t *testing.T) {
				s := newFaulty(t, protocol, `{"name":"bad","on":{"routes":["/monitor/*"]},`+tc.kind+`}`)
				e := s.ask(t, http.MethodGet, askedPath, http.Header{"Origin": {"https://a.example"}})
				if (e.err != nil) != tc.broken {
					t.Fatalf("got the error %v, want one: %t", e.err, tc.broken)
				}
				tc.check(t, e, whole)
				if e.Response != nil && (e.Header.Get("X-Mock-Fault") != "bad" ||
					e.Header.Get("Access-Control-Allow-Origin") != "*") {
					t.Errorf("got the headers %v, want the fault's name, and that every page may read", e.Header)
				}
				if entry := s.logged(t); entry.Fault != "bad" || (entry.Status == 0) != (e.Response == nil) {
					t.Errorf("logged %+v, want the fault, and a status if there is one", entry)
				}
				if struck := s.hub.Faults(t.Context())[0].Struck; struck != 1 {
					t.Errorf("counted %d strikes, want 1", struck)
				}
				for _, path := range []string{"/health", "/docs", "/openapi.json"} {
					if e := s.ask(t, http.MethodGet, path, nil); e.err != nil || e.StatusCode != 200 ||
						e.Header.Get("X-Mock-Fault") != "" {
						t.Errorf("%s: got %v (%v), want a whole answer", path, e.Response, e.err)
					}
				}
			})
		}
	}
}

// TestHang gives no answer until the client leaves, and then holds nothing back.
func TestHang(t *testing.T) {
	for protocol := range protocols {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			for _, kind := range []string{`"hang":{}`, `"hang":{"for":"1h"}`, `"latency":{"delay":"10m"}`} {
				s := newFaulty(t, protocol, `{"name":"bad",`+kind+`}`)
				ctx, cancel := context.WithCancel(t.Context())
				go func() {
					s.awaitStrike(t)
					cancel()
				}()
				r, _ := http.NewRequestWithContext(ctx, method, s.URL+"/train", strings.NewReader("{}"))
				_, err := s.Client().Do(r)
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s %s %s: got %v, want no answer", protocol, method, kind, err)
				}
				if entry := s.logged(t); entry.Fault != "bad" || entry.Status != 0 {
					t.Errorf("%s %s %s: logged %+v, want the fault and no status", protocol, method, kind, entry)
				}
			}
		}
	}
}

// TestHangInBody leaves in the middle of a request's body, behind which the answer would wait.
func TestHangInBody(t *testing.T) {
	s := newFaulty(t, "HTTP/2", `{"name":"bad","hang":{}}`)
	ctx, cancel := context.WithCancel(t.Context())
	body, rest := io.Pipe()
	defer rest.Close()
	go func() {
		s.awaitStrike(t)
		cancel()
	}()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/train", body)
	if _, err := s.Client().Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want no answer", err)
	}
	if entry := s.logged(t); entry.Fault != "bad" || entry.Status != 0 {
		t.Errorf("logged %+v, want the fault and no status", entry)
	}
}

// TestHangEnds breaks a connection off when the hub of its world closes.
func TestHangEnds(t *testing.T) {
	for protocol := range protocols {
		for _, kind := range []string{`"hang":{}`, `"hang":{"for":"1h"}`, `"latency":{"delay":"10m"}`} {
			s := newFaulty(t, protocol, `{`+kind+`}`)
			closed := time.AfterFunc(50*time.Millisecond, s.hub.Close)
			e := s.ask(t, http.MethodGet, askedPath, nil)
			closed.Stop()
			if e.err == nil || e.took > time.Second {
				t.Errorf("%s %s: got %v after %s, want the end within a second", protocol, kind, e.err, e.took)
			}
		}
	}
}

// TestStale compares an answer with that of a request for the instant.
func TestStale(t *testing.T) {
	s := newFaulty(t, "HTTP/1.1", `{"name":"old","stale":{"by":"5m"}}`)
	for given, meant := range map[string]string{
		"": "2025-12-31T23:55:00Z", "?at=-10m": "2025-12-31T23:45:00Z",
		"?at=2026-02-01T00:00:00Z": "2026-01-31T23:55:00Z",
		// Ten years are the most.
		"?at=2016-01-04T00:00:00Z": "2016-01-04T00:00:00Z",
	} {
		whole := newFaulty(t, "HTTP/1.1").ask(t, http.MethodGet, askedPath+"?at="+meant, nil)
		if whole.StatusCode != http.StatusOK {
			t.Fatalf("%s: got %s %s, want an answer", meant, whole.Status, whole.body)
		}
		e := s.ask(t, http.MethodGet, askedPath+given, nil)
		if !bytes.Equal(e.body, whole.body) || e.Header.Get("X-Mock-Fault") != "old" {
			t.Errorf("%q: got %.100s, want that of %s: %.100s", given, e.body, meant, whole.body)
		}
	}
	for path, status := range map[string]int{"/health": 200, "/tasksList": 200, askedPath + "?at=soon": 422} {
		if e := s.ask(t, http.MethodGet, path, nil); e.StatusCode != status {
			t.Errorf("%s: got %s, want %d", path, e.Status, status)
		}
	}
}

// pattern asks a route a number of times, and returns which answers were struck: x, and which were not: a dot.
func pattern(tb testing.TB, hub *stream.Hub, times int, method, path string) string {
	tb.Helper()
	find := func(*http.Request) (rest.Source, error) { return hub, nil }
	routes := rest.New(rest.Options{Find: find})
	var b strings.Builder
	for range times {
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		mark := byte('.')
		if w.Header().Get("X-Mock-Fault") != "" {
			mark = 'x'
		}
		b.WriteByte(mark)
	}
	return b.String()
}

// TestDraws checks which requests are struck: the same for one seed, others for another, and as share, nth and count
// say.
func TestDraws(t *testing.T) {
	const share = `{"name":"bad","share":0.3,"status":{"code":503}}`
	first := pattern(t, newHub(t, 7, share), 200, "GET", "/health")
	if again := pattern(t, newHub(t, 7, share), 200, "GET", "/health"); again != first {
		t.Errorf("the same seed: got %s, want %s", again, first)
	}
	if other := pattern(t, newHub(t, 8, share), 200, "GET", "/health"); other == first {
		t.Error("another seed: got the same requests, want others")
	}
	if other := pattern(t, newHub(t, 7, share), 200, "GET", "/tasksList"); other == first {
		t.Error("another route: got the same requests, want others")
	}
	// By chance alone it is outside once in 10⁵.
	if n := strings.Count(first, "x"); n < 32 || n > 90 {
		t.Errorf("got %d of 200 struck, want about 60", n)
	}
	for fault, want := range map[string]string{
		`{"nth":3,"status":{"code":503}}`:                        "..x.......",
		`{"nth":3,"every":true,"status":{"code":503}}`:           "..x..x..x.",
		`{"nth":3,"every":true,"count":2,"status":{"code":503}}`: "..x..x....",
		`{"count":4,"status":{"code":503}}`:                      "xxxx......",
		`{"share":1,"status":{"code":503}}`:                      "xxxxxxxxxx",
		`{"for":"1m","status":{"code":503}}`:                     "xxxxxxxxxx",
		`{"from":"1m","status":{"code":503}}`:                    "..........",
		`{"on":{"routes":["/health"]},"status":{"code":503}}`:    "xxxxxxxxxx",
		`{"on":{"routes":["/h*h"]},"status":{"code":503}}`:       "xxxxxxxxxx",
		`{"on":{"routes":["/healt"]},"status":{"code":503}}`:     "..........",
		`{"on":{"streams":["sse"]},"status":{"code":503}}`:       "..........",
		`{"drop":{}}`: "..........",
	} {
		if got := pattern(t, newHub(t, 7, fault), 10, "GET", "/health"); got != want {
			t.Errorf("%s: got %s, want %s", fault, got, want)
		}
	}
}

// TestFrameIsNoAnswer checks that a fault that cuts frames of WebSockets leaves answers whole.
func TestFrameIsNoAnswer(t *testing.T) {
	s := newFaulty(t, "HTTP/1.1", `{"truncate":{"frame":true}}`)
	if e := s.ask(t, http.MethodGet, askedPath, nil); e.err != nil || !json.Valid(e.body) {
		t.Errorf("got %.80s (%v), want the whole answer", e.body, e.err)
	}
}

// TestMadeUpMethods checks that methods without a meaning count as one, so that a client cannot fill the memory of a
// fault with them, and that those with one count apart.
func TestMadeUpMethods(t *testing.T) {
	const share = `{"share":0.5,"status":{"code":503}}`
	want := pattern(t, newHub(t, 7, share), 40, "BREW", "/health")
	hub, got := newHub(t, 7, share), ""
	for i := range 40 {
		got += pattern(t, hub, 1, strings.Repeat("X", i+1), "/health")
	}
	if got != want {
		t.Errorf("forty made-up methods: got %s, want %s, as one of them is struck forty times", got, want)
	}
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"} {
		if got := pattern(t, newHub(t, 7, share), 40, method, "/health"); got == want {
			t.Errorf("%s: got %s, want other strikes than for made-up methods", method, got)
		}
	}
}

// TestSpared asks what faults leave alone: preflights, control, the documentation; and HEAD, which has no body.
func TestSpared(t *testing.T) {
	const preflight = http.MethodOptions
	for _, tc := range []struct{ fault, method, path, want string }{
		{`{"status":{"code":503}}`, preflight, "/health", "."},
		{`{"status":{"code":503}}`, "GET", "/mock/clock", "."},
		{`{"status":{"code":503}}`, "GET", "/docs", "."},
		{`{"status":{"code":503}}`, "GET", "/docs/streams", "."},
		{`{"status":{"code":503}}`, "GET", "/openapi.json", "."},
		{`{"status":{"code":503}}`, "GET", "/health/", "x"},
		{`{"status":{"code":503}}`, "GET", "/nope", "x"},
		{`{"status":{"code":503}}`, "HEAD", "/health", "x"},
		{`{"malformed":{}}`, "HEAD", "/health", "."},
		{`{"truncate":{}}`, "HEAD", "/health", "."},
		{`{"on":{"routes":["/tasks/{task_id}"]},"status":{"code":503}}`, "GET", "/tasks/task_1", "x"},
		{`{"on":{"routes":["/tasks/{task_id}"]},"status":{"code":503}}`, "DELETE", "/tasks/task_1", "x"},
		{`{"on":{"routes":["/monitor/{task_id}"]},"status":{"code":503}}`, "GET", askedPath, "."},
	} {
		if got := pattern(t, newHub(t, 7, tc.fault), 1, tc.method, tc.path); got != tc.want {
			t.Errorf("%s: %s %s: got %s, want %s", tc.fault, tc.method, tc.path, got, tc.want)
		}
	}
}

// TestTogether lets several faults strike one answer: in order, and none behind the end.
func TestTogether(t *testing.T) {
	for _, tc := range []struct {
		faults []string
		status int
		names  string
		body   string
	}{
		{[]string{`{"name":"a","latency":{"delay":"1ms"}}`, `{"name":"b","status":{"code":500,"body":"{}"}}`,
			`{"name":"c","status":{"code":501}}`, `{"name":"d","malformed":{}}`}, 500, "a, b, d", "{)"},
		{[]string{`{"name":"a","status":{"code":500}}`, `{"name":"b","empty":{}}`, `{"name":"c","malformed":{}}`,
			`{"name":"d","stale":{"by":"5m"}}`}, 500, "a, b", ""},
	} {
		s := newFaulty(t, "HTTP/1.1", tc.faults...)
		e := s.ask(t, http.MethodGet, askedPath, nil)
		if e.err != nil || e.StatusCode != tc.status || string(e.body) != tc.body ||
			e.Header.Get("X-Mock-Fault") != tc.names {
			t.Errorf("%s: got %s %q by %s (%v), want %d %q by %s", tc.faults, e.Status, e.body,
				e.Header.Get("X-Mock-Fault"), e.err, tc.status, tc.body, tc.names)
		}
	}
	s := newFaulty(t, "HTTP/1.1", `{"name":"a","reset":{}}`, `{"name":"b","latency":{"delay":"10m"}}`)
	if e := s.ask(t, http.MethodGet, askedPath, nil); e.err == nil || s.logged(t).Fault != "a" {
		t.Errorf("got %v and logged %+v, want a reset by a alone", e.err, s.logged(t))
	}
}

// TestLateBody holds up a request with a body for longer than the deadlines of the server.
func TestLateBody(t *testing.T) {
	for protocol := range protocols {
		s := newLimited(t, 200*time.Millisecond, protocol, `{"latency":{"delay":"300ms"}}`)
		r, err := s.Client().Post(s.URL+"/cluster/validate-nodes", "application/json",
			strings.NewReader(`{"nodes": ["10.0.0.1"]}`))
		if err != nil {
			t.Fatalf("%s: %v, want an answer", protocol, err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK || !json.Valid(body) {
			t.Errorf("%s: got %s %s (%v), want 200", protocol, r.Status, body, err)
		}
	}
}

// TestTooLongBody checks that an answer which waits refuses a body that is too long, as others do, and that a body is
// kept while the answer hangs.
func TestTooLongBody(t *testing.T) {
	for protocol := range protocols {
		for _, tc := range []struct {
			body   string
			status int
		}{
			{`{"nodes": ["10.0.0.1"]}`, http.StatusOK},
			{`{"nodes": ["` + strings.Repeat("x", 2<<20) + `"]}`, http.StatusRequestEntityTooLarge},
		} {
			s := newFaulty(t, protocol, `{"name":"h","hang":{}}`)
			status := make(chan int, 1)
			go func() {
				r, err := s.Client().Post(s.URL+"/cluster/validate-nodes", "application/json", strings.NewReader(tc.body))
				if err != nil {
					t.Error(err)
					status <- 0
					return
				}
				r.Body.Close()
				status <- r.StatusCode
			}()
			s.awaitStrike(t)
			if _, err := s.hub.RemoveFaults(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := <-status; got != tc.status {
				t.Errorf("%s, %d bytes: got %d behind the hang, want %d", protocol, len(tc.body), got, tc.status)
			}
		}
	}
}

// TestLongBody cuts and malforms a body beyond the kept part: memory stays bounded, and the length is told.
func TestLongBody(t *testing.T) {
	const length = 3 << 20
	body := strconv.Quote(strings.Repeat("x", length-2))
	for fault, left := range map[string]int{
		`{"truncate":{}}`: 1 << 20, `{"truncate":{"bytes":1000}}`: 1000, `{"malformed":{}}`: length,
	} {
		hub := newHub(t, 7, fault)
		routes := rest.New(rest.Options{Find: func(*http.Request) (rest.Source, error) { return hub, nil }})
		routes.Get("/long", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, body[:length/3])
			io.WriteString(w, body[length/3:])
		})
		s := &faulty{httptest.NewServer(routes), hub}
		e := s.ask(t, http.MethodGet, "/long", nil)
		if len(e.body) != left || json.Valid(e.body) || !strings.HasPrefix(body, string(e.body[:left-1])) {
			t.Errorf("%s: got %d bytes (%v), want %d", fault, len(e.body), e.err, left)
		}
		s.Close()
	}
}

// TestOpenings strikes requests that open a stream: before it begins, by the kinds that have nothing to do with bodies.
func TestOpenings(t *testing.T) {
	for _, tc := range []struct {
		fault string
		// status is 0 for none, and struck is set if a header names the fault.
		status int
		struck bool
	}{
		{`{"name":"f","on":{"streams":["sse"]},"status":{"code":401}}`, 401, true},
		{`{"name":"f","status":{"code":429,"retry_after":3}}`, 429, true},
		{`{"name":"f","on":{"routes":["/stream/*"]},"status":{"code":503}}`, 503, true},
		{`{"name":"f","on":{"routes":["/stream/*"]},"latency":{"delay":"1ms"}}`, 200, true},
		{`{"name":"f","on":{"routes":["/stream/*"]},"hang":{"for":"1ms"}}`, 200, true},
		{`{"name":"f","on":{"routes":["/stream/*"]},"reset":{}}`, 0, true},
		{`{"name":"f","on":{"streams":["ws"]},"status":{"code":401}}`, 200, false},
		{`{"name":"f","status":{"code":200,"body":"[]"}}`, 200, false},
		{`{"name":"f","on":{"streams":["sse"]},"latency":{"delay":"10m"}}`, 200, false},
		{`{"name":"f","on":{"routes":["/stream/*"]},"empty":{}}`, 200, false},
		{`{"name":"f","on":{"routes":["/stream/*"]},"truncate":{}}`, 200, false},
		{`{"name":"f","on":{"routes":["/stream/*"]},"malformed":{}}`, 200, false},
		{`{"name":"f","on":{"routes":["/stream/*"]},"bandwidth":{"kbps":1}}`, 200, false},
	} {
		hub := newHub(t, 7, tc.fault)
		routes := rest.New(rest.Options{Find: func(*http.Request) (rest.Source, error) { return hub, nil }})
		routes.Get("/stream/sse", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
		})
		s := &faulty{httptest.NewServer(routes), hub}
		e := s.ask(t, http.MethodGet, "/stream/sse", nil)
		status, name := 0, ""
		if e.Response != nil {
			status, name = e.StatusCode, e.Header.Get("X-Mock-Fault")
		}
		if status != tc.status || e.Response != nil && (name == "f") != tc.struck {
			t.Errorf("%s: got %d by %q (%v), want %d, struck: %t", tc.fault, status, name, e.err, tc.status, tc.struck)
		}
		if (s.logged(t).Fault == "f") != tc.struck {
			t.Errorf("%s: logged %+v, want the fault: %t", tc.fault, s.logged(t), tc.struck)
		}
		s.Close()
	}
}
