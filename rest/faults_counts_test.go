package rest_test

import (
	"fmt"
	"net/http"
	"testing"
)

// control returns the server of a faulty one, by which its routes for control are asked.
func (s *faulty) control() *server { return &server{Server: s.Server} }

// advance publishes ticks of a world that stands.
func (s *server) advance(tb testing.TB, ticks int) {
	tb.Helper()
	s.send(tb, "POST", "/mock/clock/advance", fmt.Sprintf(`{"ticks": %d}`, ticks)).expect(tb, http.StatusOK)
}

// inForce reports what GET /mock/faults says about the only fault.
func (s *server) inForce(tb testing.TB) bool {
	tb.Helper()
	return s.isInForce(tb, http.MethodGet)
}

// isInForce reports what a request says about the only fault, whose name is f: GET /mock/faults, or
// DELETE /mock/faults/f.
func (s *server) isInForce(tb testing.TB, method string) bool {
	tb.Helper()
	var one struct {
		InForce bool `json:"in_force"`
	}
	if method == http.MethodDelete {
		s.do(tb, method, "/mock/faults/f", nil).expect(tb, http.StatusOK).into(tb, &one)
		return one.InForce
	}
	list := s.faults(tb).Faults
	if len(list) != 1 {
		tb.Fatalf("got %d faults, want one", len(list))
	}
	return string(list[0]["in_force"]) == "true"
}

// TestFaultsEndUnwatched checks that faults end by their number and by their time in a world that nobody watches, and
// that the list of faults says so to the first who asks.
func TestFaultsEndUnwatched(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, tc := range []struct {
		fault string
		// last is the last tick behind which it is in force, or 0 if it does not end.
		last int
	}{
		{`{"name": "f", "on": {"topics": ["cluster"]}, "count": 3, "drop": {}}`, 2},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "nth": 3, "drop": {}}`, 2},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "nth": 2, "every": true, "count": 2, "drop": {}}`, 3},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "nth": 3, "count": 1, "hang": {}}`, 2},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "nth": 3, "hang": {}}`, 2},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "for": "3s", "drop": {}}`, 2},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "nth": 2, "every": true, "drop": {}}`, 0},
		{`{"name": "f", "on": {"topics": ["cluster"]}, "count": 3, "per": "subscriber", "drop": {}}`, 0},
		// Nobody has got what it would have silenced.
		{`{"name": "f", "on": {"topics": ["cluster"]}, "count": 3, "hang": {}}`, 0},
		{`{"name": "f", "on": {"streams": ["dashboard"]}, "count": 3, "drop": {}}`, 0},
		{`{"name": "f", "on": {"types": ["hello"]}, "count": 1, "drop": {}}`, 0},
	} {
		for _, ticks := range []int{max(tc.last, 1), tc.last + 1} {
			for _, method := range []string{http.MethodGet, http.MethodDelete} {
				f := newFaulty(t, "HTTP/1.1", tc.fault)
				s, want := f.control(), tc.last == 0 || ticks == tc.last
				s.advance(t, ticks)
				if got := s.isInForce(t, method); got != want {
					t.Errorf("%s: %s behind %d ticks says in force: %t, want %t", tc.fault, method, ticks, got, want)
				}
				f.Close()
			}
		}
	}
}

// TestCountLeftToRequests checks that events which nobody gets leave the strikes of a fault to requests.
func TestCountLeftToRequests(t *testing.T) {
	for _, fault := range []string{
		`{"name": "f", "count": 1, "latency": {"delay": "1ms"}}`, `{"name": "f", "nth": 1, "latency": {"delay": "1ms"}}`,
	} {
		f := newFaulty(t, "HTTP/1.1", fault)
		s := f.control()
		s.advance(t, 50)
		if !s.inForce(t) {
			t.Errorf("%s: it is over before anything was struck", fault)
		}
		for i, want := range []string{"f", ""} {
			if got := s.get(t, askedPath).Header.Get("X-Mock-Fault"); got != want {
				t.Errorf("%s: request %d is struck by %q, want %q", fault, i, got, want)
			}
		}
		if s.inForce(t) {
			t.Errorf("%s: it is in force behind its only strike", fault)
		}
	}
}

// TestCountsOfEpochs begins epochs in every way: in each a fault counts anew, and the list says so, unwatched.
func TestCountsOfEpochs(t *testing.T) {
	s := newFaulty(t, "HTTP/1.1", `{"name": "f", "on": {"topics": ["cluster"]}, "count": 3, "drop": {}}`).control()
	for _, tc := range []struct{ method, path, body string }{
		{"POST", "/mock/clock/seek", `{"to": "+1m"}`},
		{"POST", "/mock/clock/seek", `{"to": "-2m"}`},
		{"DELETE", "/mock/commands", ""},
		{"DELETE", "/mock/commands/last", ""},
		{"PUT", "/mock/scenario", `{"name": "steady"}`},
	} {
		if tc.path == "/mock/commands/last" {
			s.send(t, "POST", "/mock/commands", `{"fail_node": {"node_id": "#2"}}`).expect(t, http.StatusOK)
		}
		s.advance(t, 3)
		if s.inForce(t) {
			t.Errorf("before %s %s: it is in force behind its last strike", tc.method, tc.path)
		}
		s.send(t, tc.method, tc.path, tc.body).expect(t, http.StatusOK)
		if !s.inForce(t) {
			t.Errorf("behind %s %s: it is not in force", tc.method, tc.path)
		}
		s.advance(t, 2)
		if !s.inForce(t) {
			t.Errorf("behind %s %s and two ticks: it is not in force", tc.method, tc.path)
		}
		s.advance(t, 1)
		if s.inForce(t) {
			t.Errorf("behind %s %s and three ticks: it is in force", tc.method, tc.path)
		}
	}
}
