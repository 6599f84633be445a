package stream

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// FuzzEventID: what parses is written the same, but for leading zeros.
func FuzzEventID(f *testing.F) {
	for _, text := range []string{"9f3ab2c1:1042:3", "9f3ab2c1:-1:0", "", "::", "9f3ab2c1:999999999999999999:999999999", "9f3ab2c1:-0:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseEventID(text)
		if err != nil {
			return
		}
		again, err := ParseEventID(id.String())
		if err != nil || again != id {
			t.Errorf("%q is %+v, and again %+v, %v", text, id, again, err)
		}
	})
}

// FuzzRequest: any query is accepted, or refused with a message that names a parameter.
func FuzzRequest(f *testing.F) {
	for _, query := range []string{"", "topics=nodes,training&interval=5s", "task_id=a&task_id=b,c&node_id=..", "since=9f3ab2c1:1:2", "interval=1d", "%zz", "topics=%00"} {
		f.Add(query, "")
	}
	f.Add("", "9f3ab2c1:1:2")
	f.Fuzz(func(t *testing.T, query, header string) {
		r := httptest.NewRequest(http.MethodGet, "/stream/sse", nil)
		r.URL.RawQuery = query
		r.Header.Set("Last-Event-ID", header)
		req, err := parseRequest(r, time.Second)
		if err != nil {
			w := httptest.NewRecorder()
			answer(w, err)
			if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `"loc":["query"`) || len(body) > 700 {
				t.Errorf("%q: %d %s", query, w.Code, body)
			}
			return
		}
		if req.filter.every < 1 || len(req.filter.Topics()) == 0 {
			t.Errorf("%q: %+v", query, req)
		}
	})
}

// FuzzClientMessage: any bytes are a message, or a problem that has a code.
func FuzzClientMessage(f *testing.F) {
	for _, text := range []string{`{"type":"ping"}`, `{"type":"subscribe","topics":["nodes"],"task_id":"a","interval":"5s"}`, `{`, `[]`, "\xff", `{"topics":{}}`} {
		f.Add([]byte(text))
	}
	h := &Hub{Options: Options{Clock: Clock{Tick: time.Second}}}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, problem := parseClientMessage(websocket.TextMessage, text)
		if problem != nil {
			if problem.Code == "" || problem.Message == "" {
				t.Errorf("%q: %+v", text, problem)
			}
			return
		}
		if filter, err := m.filter(h); err == nil && filter.every < 1 {
			t.Errorf("%q: %+v", text, filter)
		}
	})
}
