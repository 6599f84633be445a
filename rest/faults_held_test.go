package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"trainmock/rest"
	"trainmock/stream/model"
	"trainmock/stream/requests"
)

// TestHeldRequests checks that a request which a fault holds up is in the log at once, and in the same entry when it is
// answered.
func TestHeldRequests(t *testing.T) {
	for _, kind := range []string{`"hang": {}`, `"latency": {"delay": "10m"}`} {
		f := newFaulty(t, "HTTP/1.1", `{"name": "bad", "on": {"routes": ["/monitor/*"]}, `+kind+`}`)
		s, answered := f.control(), make(chan exchange, 1)
		go func() { answered <- f.ask(t, http.MethodGet, askedPath, nil) }()
		f.awaitStrike(t)
		find := func() (found []model.Request) {
			for _, e := range s.logOf(t, "") {
				if e.Path == askedPath {
					found = append(found, e)
				}
			}
			return found
		}
		list := find()
		for ; len(list) == 0 && t.Context().Err() == nil; list = find() {
		}
		if len(list) != 1 || list[0].DurationMS != nil || list[0].Status != 0 || list[0].Fault != "bad" {
			t.Errorf("%s: logged %s, want one request that goes on, without a status", kind, toJSON(t, list))
		}
		s.do(t, http.MethodDelete, "/mock/faults/bad", nil).expect(t, http.StatusOK)
		<-answered
		for list = find(); list[0].DurationMS == nil && t.Context().Err() == nil; list = find() {
		}
		if len(list) != 1 || list[0].Status != http.StatusOK || *list[0].Bytes == 0 || list[0].Fault != "bad" {
			t.Errorf("%s: logged %s, want the answer in the same entry", kind, toJSON(t, list))
		}
	}
}

// TestHeldOpening checks that a stream which a fault opens late is one entry of the log, up to its end.
func TestHeldOpening(t *testing.T) {
	hub := newHub(t, 7, `{"name": "late", "on": {"routes": ["/stream/*"]}, "latency": {"delay": "1ms"}}`)
	routes := rest.New(rest.Options{Find: func(*http.Request) (rest.Source, error) { return hub, nil }})
	routes.Get("/stream/sse", func(w http.ResponseWriter, _ *http.Request) {
		c := requests.Begin(w, http.StatusOK)
		list := hub.Requests().Last(10)
		if len(list) != 1 || list[0].Status != http.StatusOK || list[0].DurationMS != nil || list[0].Fault != "late" {
			t.Errorf("logged %s, want one stream that goes on", toJSON(t, list))
		}
		c.End(5)
	})
	s := &faulty{httptest.NewServer(routes), hub}
	defer s.Close()
	s.ask(t, http.MethodGet, "/stream/sse", nil)
	if list := hub.Requests().Last(10); len(list) != 1 || list[0].Bytes == nil || *list[0].Bytes != 5 {
		t.Errorf("logged %s, want the end in the same entry", toJSON(t, list))
	}
}

// toJSON returns a value as JSON.
func toJSON(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
