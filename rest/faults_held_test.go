package rest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"trainmock/stream/model"
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

// toJSON returns a value as JSON.
func toJSON(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
