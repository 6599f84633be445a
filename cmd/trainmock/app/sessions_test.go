package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// createSession makes a session with the fields of a body, and returns its endpoint.
func createSession(tb testing.TB, p *program.Program, body string) program.Endpoint {
	tb.Helper()
	var made struct{ URL string }
	status, answer := p.Send(tb, http.MethodPost, "/mock/sessions", body)
	if err := json.Unmarshal(answer, &made); err != nil || status != http.StatusCreated {
		tb.Fatalf("%s: got %d %s, want 201", body, status, answer)
	}
	return program.Endpoint{URL: made.URL, Client: p.Client}
}

// TestSessionServesEverything compares what a session serves below its path, and by its header, with what a program of
// its own serves.
func TestSessionServesEverything(t *testing.T) {
	args := []string{"--scenario", "chaos", "--seed", "7", "--start", "2026-01-01T00:00:00Z", "--speed", "0"}
	alone, p := program.Start(t, Run, args...), program.Start(t, Run)
	s := createSession(t, p, `{"name": "a", "scenario": "chaos", "seed": 7, "start": "2026-01-01", "speed": 0}`)
	if want := p.URL + "/s/a"; s.URL != want {
		t.Fatalf("got the address %s, want %s", s.URL, want)
	}
	for _, path := range []string{
		"/", "/client.js", "/client.d.ts", "/docs", "/docs/streams", "/openapi.json", "/monitor/ray/cluster/node",
		"/monitor/training/task_123", "/monitor/training/team%2Frun/history", "/tasksList", "/mock/clock",
		"/mock/commands", "/mock/scenario", "/mock/subscribers", "/nope", "/assets/nope.js", "/tasksList/",
		"/monitor/training/task_123?at=x", "/stream/sse?topics=foo", "/stream/ws", "/api/edgeai/nodes/ws/node_1", "/mock/nowhere",
	} {
		want := fmt.Sprint(alone.Try(t, path))
		if got := fmt.Sprint(s.Try(t, path)); got != want {
			t.Errorf("%s: got %.300s, want %.300s", path, got, want)
		}
		r, body := exchange(t, p, http.MethodGet, path, "", http.Header{"X-Mock-Session": {"a"}})
		got := fmt.Sprint(r.StatusCode, []byte(body))
		if got != want {
			t.Errorf("%s by its header: got %d %.300s", path, r.StatusCode, body)
		}
		if seed := r.Header.Get("X-Mock-Seed"); seed != "7" {
			t.Errorf("%s: got the seed %q, want 7", path, seed)
		}
	}
	if status, body := s.Try(t, "/s/a/tasksList"); status != http.StatusNotFound {
		t.Errorf("a session in a session: got %d %s, want 404", status, body)
	}
	feeds := alone.OpenBoth(t, "")
	for transport, f := range s.OpenBoth(t, "") {
		for range 2 {
			want, err := feeds[transport].Next()
			got, failed := f.Next()
			if err != nil || failed != nil || want.ID != got.ID || string(want.Payload) != string(got.Payload) {
				t.Errorf("%s: got %s (%v), want %s (%v)", transport, got.Raw, failed, want.Raw, err)
			}
		}
	}
	board, err := program.OpenWebSocket(t.Context(), s.URL+"/api/edgeai/training/ws/x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := board.Next(); err != nil {
		t.Error(err)
	}
}

// TestSessionIsApart changes a session: the main world and another session see nothing of it.
func TestSessionIsApart(t *testing.T) {
	p := program.Start(t, Run, "--seed", "7", "--start", "2026-01-01T00:00:00Z", "--speed", "0")
	a, b := createSession(t, p, `{"name": "a"}`), createSession(t, p, `{"name": "b", "seed": 7, "start": "2026-01-01"}`)
	seen := func(e program.Endpoint) string {
		return fmt.Sprintf("%s%s%s", e.Get(t, "/mock/clock"), e.Get(t, "/mock/journal"), e.Get(t, "/tasksList"))
	}
	main, other := seen(p.Endpoint), seen(b)
	for path, body := range map[string]string{
		"/mock/commands": `{"fail_node": {"node_id": "#2"}}`, "/mock/clock/seek": `{"to": "+10m"}`,
		"/mock/clock/advance": `{"ticks": 10}`, "/train": `{}`,
	} {
		if status, answer := a.Send(t, http.MethodPost, path, body); status != http.StatusOK {
			t.Errorf("%s: got %d %s, want 200", path, status, answer)
		}
	}
	if got := seen(p.Endpoint); got != main {
		t.Errorf("the main world has changed to %s, want %s", got, main)
	}
	if got := seen(b); got != other {
		t.Errorf("another session has changed to %s, want %s", got, other)
	}
	if n := len(entriesOf(t, p, "/mock/clock/seek")) + len(entriesOf(t, p, "/s/a/mock/clock/seek")); n != 0 {
		t.Errorf("the log of the main world has %d requests of a session, want none", n)
	}
	if n := len(entriesOf(t, &program.Program{Endpoint: a}, "/mock/clock/seek")); n != 1 {
		t.Errorf("the log of the session has %d of its requests, want 1 without its prefix", n)
	}
}

// TestScenarioFileOfASession makes the same world of a file on the command line, in a session and by PUT: its name, on
// which ids depend, is that of the file.
func TestScenarioFileOfASession(t *testing.T) {
	const text = "groups: [{name: a, count: 3, cpus: 1, memory_gb: 1}]"
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	alone := program.Start(t, Run, "--scenario", file, "--seed", "7", "--start", "2026-01-01", "--speed", "0")
	p := program.Start(t, Run)
	const body = `"seed": 7, "start": "2026-01-01", "scenario": {"yaml": "` + text + `", "file": "mine.yaml"}}`
	s := createSession(t, p, `{"speed": 0, `+body)
	for _, path := range []string{"/mock/clock", "/mock/scenario"} {
		_, want := alone.Try(t, path)
		if _, got := s.Try(t, path); string(got) != string(want) {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	if status, answer := p.Send(t, http.MethodPut, "/mock/scenario", `{"yaml": "`+text+`", "file": "mine.yaml"}`); status != 200 {
		t.Fatalf("got %d %s, want 200", status, answer)
	}
	if _, got := p.Try(t, "/mock/scenario"); !strings.Contains(string(got), `"name":"mine"`) {
		t.Errorf("got %s, want the name of the file", got)
	}
	if status, answer := p.Send(t, http.MethodPut, "/mock/scenario", `{"file": "mine.yaml"}`); status != 422 {
		t.Errorf("a name without a text: got %d %s, want 422", status, answer)
	}
}

// TestSessionsAreRefused asks for sessions that are not there, and makes some that cannot be.
func TestSessionsAreRefused(t *testing.T) {
	p := program.Start(t, Run, "--max-sessions", "2")
	createSession(t, p, `{"name": "a"}`)
	for _, tc := range []struct {
		body, words string
		status      int
	}{
		{`{"name": "a"}`, "already", 409},
		{`{"name": ".."}`, "is not the name", 422},
		{`{"name": "a/b"}`, "is not the name", 422},
		{`{"name": ""}`, "is not the name", 422},
		{`{"name": 3}`, "number", 422},
		{`{"scenario": "nope"}`, "GET /mock/scenarios", 422},
		{`{"scenario": {"yaml": "nodes: 3x"}}`, `["body","scenario","yaml"]`, 422},
		{`{"scenario": {"name": "demo", "yaml": ""}}`, "either name or yaml", 422},
		{`{"scenario": {"file": "x"}}`, "either name or yaml", 422},
		{`{"scenario": {"name": "demo", "file": "x"}}`, "file beside yaml", 422},
		{`{"scenario": {"yaml": "nodes: 3x", "file": "mine.yaml"}}`, "mine.yaml:1", 422},
		{`{"scenario": 3}`, "number", 422},
		{`{"seed": -1}`, "number", 422},
		{`{"seed": 9007199254740992}`, "9007199254740991", 422},
		{`{"start": "soon"}`, "is not an instant", 422},
		{`{"start": "0001-01-01"}`, "1900", 422},
		{`{"speed": -1}`, "from 0", 422},
		{`{"speed": 10000, "tick": "1h"}`, "more than a day", 422},
		{`{"tick": "1ms"}`, "20ms", 422},
		{`{"tick": "soon"}`, "is not a duration", 422},
		{`{"idle": "1ms"}`, "from 1s to 24h", 422},
		{`{"idle": "25h"}`, "from 1s to 24h", 422},
		{`{"strict": "yes"}`, "string", 422},
		{`{"sed": 7}`, "sed", 422},
		{`[]`, "array", 422},
		{``, "there is no body", 422},
	} {
		status, answer := p.Send(t, http.MethodPost, "/mock/sessions", tc.body)
		if status != tc.status || !strings.Contains(string(answer), tc.words) {
			t.Errorf("%s: got %d %s, want %d with %q", tc.body, status, answer, tc.status, tc.words)
		}
	}
	createSession(t, p, `{}`)
	if status, answer := p.Send(t, http.MethodPost, "/mock/sessions", `{}`); status != 429 ||
		!strings.Contains(string(answer), "DELETE /mock/sessions/") {
		t.Errorf("over the limit: got %d %s, want 429 that says what to do", status, answer)
	}
	for _, path := range []string{"/", "/tasksList", "/stream/sse", "/stream/ws", "/docs", "/client.js", "/nope",
		"/api/edgeai/nodes/ws/node_1", "/mock/clock", ""} {
		status, answer := p.Try(t, "/s/b"+path)
		if status != http.StatusNotFound || !strings.Contains(string(answer), "POST /mock/sessions") {
			t.Errorf("%s: got %d %s, want 404 that says how to make it", path, status, answer)
		}
	}
	for path, want := range map[string]int{
		"/mock/sessions/b": 404, "/mock/sessions/a%2fb": 422, "/mock/sessions/session-1": 200,
	} {
		if status, answer := p.Send(t, http.MethodDelete, path, ""); status != want {
			t.Errorf("DELETE %s: got %d %s, want %d", path, status, answer, want)
		}
	}
}

// TestSessionsByTheirHeader makes and lists sessions with a header that names one that is not there yet.
func TestSessionsByTheirHeader(t *testing.T) {
	p := program.Start(t, Run)
	header := http.Header{"X-Mock-Session": {"a"}, "Content-Type": {"application/json"}}
	for _, tc := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodGet, "/mock/clock", "", http.StatusNotFound},
		{http.MethodGet, "/mock/sessions", "", http.StatusOK},
		{http.MethodDelete, "/mock/sessions/a", "", http.StatusNotFound},
		{http.MethodPost, "/mock/sessions/", `{"name": "a"}`, http.StatusCreated},
		{http.MethodGet, "/mock/clock", "", http.StatusOK},
		{http.MethodDelete, "/mock/sessions/a", "", http.StatusOK},
		{http.MethodPost, "/s/a/mock/sessions", `{"name": "a"}`, http.StatusCreated},
	} {
		if r, body := exchange(t, p, tc.method, tc.path, tc.body, header); r.StatusCode != tc.status {
			t.Errorf("%s %s: got %d %s, want %d", tc.method, tc.path, r.StatusCode, body, tc.status)
		}
	}
}

// TestSeedOfAnswers changes the seed of a session: the answer tells the new one. Those of the main world tell none.
func TestSeedOfAnswers(t *testing.T) {
	p := program.Start(t, Run, "--seed", "5")
	createSession(t, p, `{"name": "a", "seed": 7}`)
	journal := string(p.Get(t, "/s/a/mock/journal"))
	for _, tc := range []struct{ method, path, body, seed string }{
		{http.MethodPut, "/s/a/mock/scenario", `{"seed": 9}`, "9"},
		{http.MethodPost, "/s/a/mock/journal", journal, "7"},
		{http.MethodPut, "/s/a/mock/scenario", `{"seed": -1}`, "7"},
		{http.MethodPut, "/mock/scenario", `{"seed": 9}`, ""},
		{http.MethodPost, "/mock/journal", journal, ""},
	} {
		header := http.Header{"Content-Type": {"application/json"}}
		r, body := exchange(t, p, tc.method, tc.path, tc.body, header)
		if seed := r.Header.Get("X-Mock-Seed"); seed != tc.seed {
			t.Errorf("%s %s: got the seed %q with %s, want %q", tc.path, tc.body, seed, body, tc.seed)
		}
	}
}

// TestLargeScenarioOfASession makes a session of a file that is longer than other bodies may be, with letters that
// Python's json writes in six bytes each, and puts the same file.
func TestLargeScenarioOfASession(t *testing.T) {
	p := program.Start(t, Run)
	comment := strings.Repeat("# \\u4efb\\u52a1\\u4efb\\u52a1 is a line of a long comment\\n", 20_000)
	groups := "groups: [{name: a, count: 3, cpus: 1, memory_gb: 1}]"
	file := `{"yaml": "` + comment + groups + `"}`
	createSession(t, p, `{"name": "a", "scenario": `+file+`}`)
	if status, answer := p.Send(t, http.MethodPut, "/mock/scenario", file); status != 200 {
		t.Errorf("got %d %s, want 200", status, answer)
	}
}

// TestSessionRefusalsInTheDocument holds the examples of refusals against those that the routes give.
func TestSessionRefusalsInTheDocument(t *testing.T) {
	p := program.Start(t, Run, "--max-sessions", "1")
	var document struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Example json.RawMessage }
			}
		}
	}
	p.Read(t, "/openapi.json", &document)
	createSession(t, p, `{"name": "test-1"}`)
	for _, tc := range []struct{ method, path, body, route, status string }{
		{"POST", "/mock/sessions", `{"name": "test-1"}`, "/mock/sessions", "409"},
		{"POST", "/mock/sessions", `{}`, "/mock/sessions", "429"},
		{"DELETE", "/mock/sessions/test-2", "", "/mock/sessions/{name}", "404"},
	} {
		status, answer := p.Send(t, tc.method, tc.path, tc.body)
		var got struct{ Detail string }
		if err := json.Unmarshal(answer, &got); err != nil || fmt.Sprint(status) != tc.status {
			t.Fatalf("%s %s: got %d %s (%v), want %s", tc.method, tc.path, status, answer, err, tc.status)
		}
		responses := document.Paths[tc.route][strings.ToLower(tc.method)].Responses
		var want struct{ Detail string }
		json.Unmarshal(responses[tc.status].Content["application/json"].Example, &want)
		// Names and numbers differ.
		varied := regexp.MustCompile(`\d+`)
		if varied.ReplaceAllString(want.Detail, "N") != varied.ReplaceAllString(got.Detail, "N") {
			t.Errorf("%s %s: the document has %q, and the answer is %q", tc.method, tc.path, want.Detail, got.Detail)
		}
	}
	if _, ok := document.Paths["/mock/sessions"]["post"].Responses["503"]; !ok {
		t.Error("the document lacks the 503 of POST /mock/sessions")
	}
}

// TestSessionsAreOfLimitedSize makes large worlds until all together are as large as they may be.
func TestSessionsAreOfLimitedSize(t *testing.T) {
	p := program.Start(t, Run)
	groups := func(count int) string {
		return fmt.Sprintf("groups: [{name: a, count: %d, cpus: 1, memory_gb: 1}]", count)
	}
	body := func(count int) string { return fmt.Sprintf(`{"idle": "0", "scenario": {"yaml": %q}}`, groups(count)) }
	for range 2 {
		createSession(t, p, body(99_999))
	}
	s := createSession(t, p, body(1))
	genesis, _, _ := strings.Cut(string(p.Get(t, "/s/session-1/mock/journal")), "\n")
	for path, body := range map[string]string{
		"POST /mock/sessions": body(2), "PUT /s/session-3/mock/scenario": fmt.Sprintf(`{"yaml": %q}`, groups(3)),
		"POST /s/session-3/mock/journal": genesis,
	} {
		method, path, _ := strings.Cut(path, " ")
		status, answer := p.Send(t, method, path, body)
		if status != http.StatusTooManyRequests || !strings.Contains(string(answer), "too many nodes") {
			t.Errorf("%s: got %d %s, want a 429 about nodes", path, status, answer)
		}
	}
	status, answer := s.Send(t, http.MethodPost, "/mock/commands", `{"fail_node": {"node_id": "#1"}}`)
	if status != http.StatusOK {
		t.Errorf("a session that is there got %d %s, want 200", status, answer)
	}
}

// TestSessionsOfPages has a page of another origin make a session and ask one, and read its seed.
func TestSessionsOfPages(t *testing.T) {
	p := program.Start(t, Run)
	createSession(t, p, `{"name": "a", "seed": 7}`)
	foreign := http.Header{"Origin": {"https://evil.test"}, "Content-Type": {"application/json"}}
	for _, path := range []string{"/mock/sessions", "/s/a/mock/sessions", "/s/a//mock/sessions", "//s/a/mock/sessions",
		"/s/a/%6dock/sessions", "/s/%61/mock/sessions", "/s/../mock/sessions", "/s/a/s/a/mock/sessions",
		"/S/a/mock/sessions"} {
		for _, header := range []http.Header{
			foreign, with(foreign, "X-Mock-Session", "a"), with(foreign, "X-Mock-Session", ".."),
		} {
			r, body := exchange(t, p, http.MethodPost, path, `{"name": "evil"}`, header)
			if r.StatusCode != http.StatusForbidden || r.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: got %d %s, want 403", path, r.StatusCode, body)
			}
		}
	}
	if list := string(p.Get(t, "/mock/sessions")); strings.Contains(list, "evil") {
		t.Errorf("got %s, want no session of the page", list)
	}
	r, _ := exchange(t, p, http.MethodGet, "/s/a/health", "", http.Header{"Origin": {"https://app.test"}})
	if exposed := r.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, "X-Mock-Seed") {
		t.Errorf("got the exposed headers %q, want X-Mock-Seed among them", exposed)
	}
	r, _ = exchange(t, p, http.MethodGet, "/s/nope/health", "", http.Header{"Origin": {"https://app.test"}})
	if reader := r.Header.Get("Access-Control-Allow-Origin"); r.StatusCode != http.StatusNotFound || reader != "*" {
		t.Errorf("got %d for %q, want a 404 that the page may read", r.StatusCode, reader)
	}
}

// TestResumeAcrossSessions resumes in one world with an id of another: a gap, unless the worlds are equal.
func TestResumeAcrossSessions(t *testing.T) {
	p := program.Start(t, Run)
	body := `{"seed": %d, "start": "2026-01-01", "speed": 0}`
	first, twin := createSession(t, p, fmt.Sprintf(body, 7)), createSession(t, p, fmt.Sprintf(body, 7))
	other := createSession(t, p, fmt.Sprintf(body, 8))
	for _, e := range []program.Endpoint{first, twin, other} {
		e.Send(t, http.MethodPost, "/mock/clock/advance", `{"ticks": 9}`)
	}
	at := func(e program.Endpoint) string {
		f, err := program.OpenSSE(t.Context(), e.Client, e.URL+"/stream/sse?limit=1")
		if err != nil {
			t.Fatal(err)
		}
		f.Next()
		m, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		return m.ID
	}
	id := at(first)
	for _, tc := range []struct {
		name string
		program.Endpoint
		gap bool
	}{{"a twin", twin, false}, {"another seed", other, true}, {"the main world", p.Endpoint, true}} {
		f, err := program.OpenSSE(t.Context(), tc.Client, tc.URL+"/stream/sse?since="+id)
		if err != nil {
			t.Fatal(err)
		}
		f.Next()
		tc.Send(t, http.MethodPost, "/mock/clock/advance", `{"ticks": 1}`)
		m, err := f.Next()
		if err != nil || (m.Type == "gap") != tc.gap || tc.gap && !strings.Contains(string(m.Payload), "other_epoch") {
			t.Errorf("%s: got %s (%v), want a gap: %t", tc.name, m.Raw, err, tc.gap)
		}
	}
}

// TestDeletionEndsInGoodOrder deletes a session that is watched, followed and advanced.
func TestDeletionEndsInGoodOrder(t *testing.T) {
	p := program.Start(t, Run)
	s := createSession(t, p, `{"name": "a", "speed": 0, "scenario": "chaos"}`)
	feeds := s.OpenBoth(t, "")
	for _, f := range feeds {
		f.Next()
	}
	follower, err := p.Client.Get(s.URL + "/mock/requests/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer follower.Body.Close()
	advanced := make(chan string, 1)
	go func() {
		status, answer := s.Send(t, http.MethodPost, "/mock/clock/advance", `{"ticks": 100000}`)
		advanced <- fmt.Sprintf("%d %s", status, answer)
	}()
	for _, f := range feeds {
		for m, err := f.Next(); m.Type != "task_update"; m, err = f.Next() {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	begun := time.Now()
	if status, answer := s.Send(t, http.MethodDelete, "/mock/sessions/a", ""); status != http.StatusOK ||
		!strings.Contains(string(answer), `"subscribers":2`) {
		t.Errorf("got %d %s, want the session as it was", status, answer)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the deletion took %s, want at most a second or two", took)
	}
	for transport, f := range feeds {
		last := program.Message{}
		m, err := f.Next()
		for ; err == nil; m, err = f.Next() {
			last = m
		}
		closed := strings.Contains(err.Error(), "1012")
		if transport == "SSE" && last.Type != "bye" || transport == "WebSocket" && !closed {
			t.Errorf("%s ended with %.200s (%v), want a goodbye", transport, last.Raw, err)
		}
	}
	if got := <-advanced; !strings.HasPrefix(got, "503 ") {
		t.Errorf("the advance got %s, want a 503", got)
	}
	if _, err := io.Copy(io.Discard, follower.Body); err != nil {
		t.Errorf("the follower got %v, want an end", err)
	}
	if status, _ := s.Try(t, "/health"); status != http.StatusNotFound {
		t.Errorf("got %d of a deleted session, want 404", status)
	}
}
