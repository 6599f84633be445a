package rest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/model"
)

// logOf returns the last entries of a server's log, as the route shows them.
func (s *server) logOf(tb testing.TB, query string) []model.Request {
	tb.Helper()
	var list struct{ Requests []model.Request }
	s.get(tb, "/mock/requests"+query).expect(tb, http.StatusOK).into(tb, &list)
	return list.Requests
}

// TestRequests asks in several ways: each is in the log with its outcome, the requests to the log too.
func TestRequests(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	s.do(t, http.MethodDelete, "/mock/requests", nil).expect(t, http.StatusOK)
	for _, tc := range []struct {
		method, path, query string
		status              int
		header              http.Header
	}{
		{"GET", "/health", "", 200, nil},
		{"GET", "/monitor/training/a%2Fb", "at=-5m&__token=…", 200, http.Header{"Origin": {"http://a.example"}}},
		{"GET", "/monitor/training/x", "at=nonsense", 422, nil},
		{"HEAD", "/health/", "", 200, nil},
		{"GET", "/nope", "", 404, nil},
		{"POST", "/health", "", 405, nil},
		{"POST", "/train", "", 403, http.Header{"Origin": {"http://evil.test"}}},
		{"GET", "/redoc", "", 302, nil},
		{"OPTIONS", "/health", "", 204, http.Header{
			"Origin": {"http://a.example"}, "Access-Control-Request-Method": {"GET"}}},
		{"GET", "/mock/requests", "limit=1", 200, nil},
	} {
		address := tc.path + "?" + strings.ReplaceAll(tc.query, "…", "hunter2")
		r := s.do(t, tc.method, strings.TrimSuffix(address, "?"), tc.header)
		list := s.logOf(t, "")
		e := list[len(list)-1]
		if len(list) > 1 && e.Path == "/mock/requests" && tc.path != e.Path {
			e = list[len(list)-2]
		}
		if r.StatusCode != tc.status || e.Method != tc.method || e.Path != tc.path || e.Query != tc.query ||
			e.Status != tc.status || *e.Bytes < int64(len(r.body)) || *e.DurationMS < 0 ||
			e.Origin != tc.header.Get("Origin") {
			t.Errorf("%s %s: got %d and the entry %+v, want %d", tc.method, address, r.StatusCode, e, tc.status)
		}
	}
	c.check(t, s.get(t, "/mock/requests?limit=7").expect(t, http.StatusOK))
	if n := len(s.logOf(t, "?limit=7")); n != 7 {
		t.Errorf("limit=7: got %d entries", n)
	}
	for _, query := range []string{"?limit=0", "?limit=1001", "?limit=x", "?limit=-1", "?limt=5"} {
		for _, path := range []string{"/mock/requests", "/mock/requests/stream"} {
			if query == "?limit=0" && path != "/mock/requests" {
				continue
			}
			c.check(t, s.get(t, path+query).expect(t, http.StatusUnprocessableEntity))
		}
	}
	c.check(t, s.do(t, http.MethodDelete, "/mock/requests", nil).expect(t, http.StatusOK))
	if list := s.logOf(t, ""); len(list) != 1 || list[0].Method != http.MethodDelete {
		t.Errorf("got %+v, want the DELETE alone", list)
	}
}

// TestRequestsOfPanics logs handlers that panic, break off, take the connection over, or say nothing.
func TestRequestsOfPanics(t *testing.T) {
	src := newSource(t, "demo", 7)
	router := rest.New(rest.Options{Find: src.find})
	for path, handler := range map[string]http.HandlerFunc{
		"/boom":    func(http.ResponseWriter, *http.Request) { panic("boom") },
		"/late":    func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "begun"); panic("late") },
		"/broken":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"/silent":  func(http.ResponseWriter, *http.Request) {},
		"/hint":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(201) },
		"/flushed": func(w http.ResponseWriter, _ *http.Request) { http.NewResponseController(w).Flush() },
		"/taken": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			conn.Close()
		},
	} {
		router.Get(path, handler)
	}
	s := serve(t, router, src)
	for path, want := range map[string]int{
		"/boom": 500, "/late": 200, "/broken": 0, "/silent": 200, "/hint": 201, "/flushed": 200, "/taken": 0,
	} {
		if r, err := s.Client().Get(s.URL + path); err == nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		// The client may see the end before the handler's last line.
		for {
			e := src.seen.Last(1)
			if len(e) == 1 && e[0].Path == path {
				if e[0].Status != want {
					t.Errorf("%s: got %+v, want the status %d", path, e[0], want)
				}
				break
			}
		}
	}
}

// TestRequestsStream follows the log: each request once, the last ones first if that is asked for, and never itself.
func TestRequestsStream(t *testing.T) {
	s := newServer(t, rest.Options{})
	s.get(t, "/health?n=0")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	question, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/mock/requests/stream/?limit=1", nil)
	r, err := s.Client().Do(question)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if kind := r.Header.Get("Content-Type"); kind != "text/event-stream; charset=utf-8" || r.StatusCode != 200 {
		t.Errorf("got %d %s, want 200 and an event stream", r.StatusCode, kind)
	}
	lines := bufio.NewScanner(r.Body)
	for i, query := range []string{"n=0", "n=1", "n=2"} {
		if i > 0 {
			s.get(t, "/health?"+query)
		}
		var e model.Request
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(text), &e); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		if e.Path != "/health" || e.Query != query || e.Status != 200 {
			t.Errorf("got %+v and %v, want /health?%s", e, lines.Err(), query)
		}
	}
	if head := s.do(t, http.MethodHead, "/mock/requests/stream", nil); head.StatusCode != 200 {
		t.Errorf("HEAD: got %d, want 200", head.StatusCode)
	}
	for _, e := range s.logOf(t, "") {
		if strings.HasSuffix(e.Path, "stream/") || strings.HasSuffix(e.Path, "stream") {
			t.Errorf("got %+v in the log, want nothing of its own stream", e)
		}
	}
	s.source.seen.Close()
	if _, err := io.ReadAll(r.Body); err != nil {
		t.Errorf("at the end of the world: got %v, want the end of the stream", err)
	}
	newContract(t, s).check(t, s.get(t, "/mock/requests/stream").expect(t, http.StatusServiceUnavailable))
}

// TestBadEvents sends events that cannot be sent: each refusal names the place and an example.
func TestBadEvents(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ body, at, says string }{
		{``, "body", "there is no body"},
		{`{`, "body", "broken"},
		{`[]`, "body", "array"},
		{`null`, "body", "null"},
		{`{"topic": "logs", "payload": 1}`, "body type", "1 to 64 letters"},
		{`{"type": "", "topic": "logs", "payload": 1}`, "body type", "1 to 64 letters"},
		{`{"type": 7, "topic": "logs", "payload": 1}`, "body type", "number"},
		{`{"type": "a b", "topic": "logs", "payload": 1}`, "body type", "is not a type"},
		{`{"type": "a\n", "topic": "logs", "payload": 1}`, "body type", "is not a type"},
		{`{"type": "ü", "topic": "logs", "payload": 1}`, "body type", "is not a type"},
		{`{"type": "` + strings.Repeat("x", 65) + `", "topic": "logs", "payload": 1}`, "body type", "is not a type"},
		{`{"type": "x", "payload": 1}`, "body topic", "neither a topic nor a subscriber"},
		{`{"type": "x", "topic": "log", "payload": 1}`, "body topic", "there is no topic"},
		{`{"type": "x", "topic": ["logs"], "payload": 1}`, "body topic", "array"},
		{`{"type": "x", "topic": "logs"}`, "body payload", "there is no payload"},
		{`{"type": "x", "topics": "logs", "payload": 1}`, "body topics", "did you mean topic?"},
		{`{"type": "x", "Topic": "logs", "payload": 1}`, "body Topic", "did you mean topic?"},
		{`{"type": "x", "topic": "logs", "payload": 1, "subscriber": 1}`, "body subscriber", "number"},
	} {
		r := s.send(t, http.MethodPost, "/mock/events", tc.body).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		checkFaultAt(t, r, tc.at, tc.says)
	}
	large := `{"type": "x", "topic": "logs", "payload": "` + strings.Repeat("x", 64<<10) + `"}`
	c.check(t, s.send(t, http.MethodPost, "/mock/events", large).expect(t, http.StatusRequestEntityTooLarge))
	for _, body := range []string{
		`{"type": "x", "topic": "logs", "payload": null}`, `{"type": "hello", "topic": "nodes", "payload": {"a": [1]}}`,
		`{"type": "A.b_c-1", "topic": "tasks", "payload": "` + strings.Repeat("x", 60<<10) + `"}`,
	} {
		r := s.send(t, http.MethodPost, "/mock/events", body).expect(t, http.StatusOK)
		c.check(t, r)
		if string(r.body) != "{\"sent\":0,\"skipped\":0}\n" {
			t.Errorf("got %s, want nobody", r.body)
		}
	}
	c.check(t, s.send(t, http.MethodPost, "/mock/events", `{"type": "x", "payload": 1, "subscriber": "s9"}`).
		expect(t, http.StatusNotFound))
}

// TestBadKicks asks for ends that cannot be: a refusal says what can.
func TestBadKicks(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for query, says := range map[string]string{
		"code=1006": "use reset=true", "code=1004": "not a code", "code=1005": "not a code", "code=1015": "not a code",
		"code=999": "not a code", "code=2999": "not a code", "code=5000": "not a code", "code=x": "not a code",
		"reset=maybe": "neither true nor false", "reset=true&code=1000": "no code", "reset=1&reason=x": "no code",
		"reason=" + strings.Repeat("x", 124): "at most 123", "reason=%ff": "UTF-8", "cod=1000": "did you mean code?",
	} {
		r := s.do(t, http.MethodDelete, "/mock/subscribers/s1?"+query, nil).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		if !strings.Contains(string(r.body), says) {
			t.Errorf("%s: got %s, want %q in it", query, r.body, says)
		}
	}
	for _, path := range []string{
		"s1", "s01", "1", "x", "s", "s1?code=3000", "s1?reset=true", "s1?reset=false&code=1014",
	} {
		r := s.do(t, http.MethodDelete, "/mock/subscribers/"+path, nil).expect(t, http.StatusNotFound)
		c.check(t, r)
	}
	c.check(t, s.get(t, "/mock/subscribers").expect(t, http.StatusOK))
}
