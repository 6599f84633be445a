package ask_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unique"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// checkFilter holds a filter that was accepted to what the hub relies on.
func checkFilter(tb testing.TB, f ask.Filter) {
	tb.Helper()
	always := model.Event{EventType: &model.EventType{Topic: f.Topics()[0]}}
	if len(f.TaskIDs)+len(f.NodeIDs) == 0 && !f.Admits(always, 1) || f.Scope == (unique.Handle[string]{}) {
		tb.Errorf("got %+v, want a filter with a scope that admits its own topic", f)
	}
}

// FuzzSubscribe checks that any query is accepted, or refused with a message that names a parameter.
func FuzzSubscribe(f *testing.F) {
	for _, query := range []string{"", "topics=nodes,training&interval=5s", "task_id=a&task_id=b,c&node_id=..",
		"since=9f3ab2c1:1:2", "interval=1d", "%zz", "topics=%00", "on_slow=close&events=named",
		"limit=20&for=5s", "limit=0", "for=1w", "lastEventId=x&last_event_id=9f3ab2c1:1:2", "topics[]=nodes", "at=now",
		"task_id=team/run&node_id=a,%20b"} {
		f.Add(query, "")
	}
	f.Add("", "9f3ab2c1:1:2")
	f.Fuzz(func(t *testing.T, query, header string) {
		r := httptest.NewRequest(http.MethodGet, "/stream/sse", nil)
		r.URL.RawQuery = query
		r.Header.Set("Last-Event-ID", header)
		s, err := ask.Subscribe(r, time.Second)
		if err == nil {
			checkFilter(t, s.Filter)
			if s.Limit < 0 || s.For < 0 || !s.Resume && s.Since.Epoch != "" {
				t.Errorf("%q: got %+v, want bounds of 0 or more, and an id only to resume from", query, s)
			}
			return
		}
		var refusal *refuse.Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("%q: got %T %v, want a *refuse.Refusal", query, err, err)
		}
		w := httptest.NewRecorder()
		refusal.Write(w)
		body := w.Body.String()
		absent := w.Code == http.StatusNotFound && strings.Contains(body, " not found")
		if !absent && (w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `"loc":["query"`)) ||
			len(body) > 700 {
			t.Errorf("%q: got %d %s, want a short 422 about the query, or a 404 about an id", query, w.Code, body)
		}
	})
}

// FuzzMessage checks that any bytes are a message, or a problem with a code.
func FuzzMessage(f *testing.F) {
	for _, text := range []string{`{"type":"ping"}`,
		`{"type":"subscribe","topics":["nodes"],"task_id":"a","interval":"5s"}`, `{`, `[]`, "\xff", `{"topics":{}}`,
		`{"type":"subscribe","topic":"nodes"}`, `{"type":"subscribe","since":"x"}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, problem := ask.ParseMessage(text)
		if problem != nil {
			if problem.Code == "" || problem.Message == "" {
				t.Errorf("%q: got %+v, want a code and a message", text, problem)
			}
			return
		}
		if filter, err := m.Filter(time.Second); err == nil {
			checkFilter(t, filter)
		}
	})
}
