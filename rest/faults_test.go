package rest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/fault"
	"trainmock/stream/model"
)

// shownFaults is the answer to GET and POST /mock/faults.
type shownFaults struct {
	Faults []map[string]json.RawMessage `json:"faults"`
}

// names returns the names of the faults.
func (l shownFaults) names() (names []string) {
	for _, f := range l.Faults {
		names = append(names, strings.Trim(string(f["name"]), `"`))
	}
	return names
}

// faults returns the faults of a server.
func (s *server) faults(tb testing.TB) (list shownFaults) {
	tb.Helper()
	s.get(tb, "/mock/faults").expect(tb, http.StatusOK).into(tb, &list)
	return list
}

// TestFaults adds, replaces and removes faults, and looks at them after each step.
func TestFaults(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct {
		method, path, body string
		status             int
		// names are those of the answer's faults, or of its one fault, and then those there are.
		answer, names string
	}{
		{"GET", "", "", 200, "[]", "[]"},
		{"POST", "", `{"drop": {}}`, 200, "[drop-1]", "[drop-1]"},
		{"POST", "", `[{"drop": {}}, {"name": "drop-2", "reset": {}}]`, 200, "[drop-3 drop-2]",
			"[drop-1 drop-3 drop-2]"},
		{"POST", "", `{"name": "drop-2", "drop": {}}`, 409, "", "[drop-1 drop-3 drop-2]"},
		{"POST", "", `[{"name": "a", "drop": {}}, {"name": "a", "drop": {}}]`, 409, "", "[drop-1 drop-3 drop-2]"},
		{"POST", "", `[{"name": "a", "drop": {}}, {"drop": {"x": 1}}]`, 422, "", "[drop-1 drop-3 drop-2]"},
		{"PUT", "/drop-2", `{"latency": {"delay": "1s"}}`, 200, "drop-2", "[drop-1 drop-3 drop-2]"},
		{"PUT", "/new", `{"name": "new", "hang": {}}`, 200, "new", "[drop-1 drop-3 drop-2 new]"},
		{"PUT", "/profiles", `{"hang": {}}`, 200, "profiles", "[drop-1 drop-3 drop-2 new profiles]"},
		{"PUT", "/new", `{"name": "old", "hang": {}}`, 422, "", "[drop-1 drop-3 drop-2 new profiles]"},
		{"PUT", "/a%20b", `{"hang": {}}`, 422, "", "[drop-1 drop-3 drop-2 new profiles]"},
		{"PUT", "/new", `[{"hang": {}}]`, 422, "", "[drop-1 drop-3 drop-2 new profiles]"},
		{"PUT", "/new", `{"profile": "flaky"}`, 422, "", "[drop-1 drop-3 drop-2 new profiles]"},
		{"DELETE", "/drop-1", "", 200, "drop-1", "[drop-3 drop-2 new profiles]"},
		{"DELETE", "/drop-1", "", 404, "", "[drop-3 drop-2 new profiles]"},
		{"DELETE", "", "", 200, "", "[]"},
		{"DELETE", "", "", 200, "", "[]"},
		{"POST", "", `{"profile": "outage"}`, 200, "[outage-status outage-reset]", "[outage-status outage-reset]"},
		{"POST", "", `{"profile": "outage"}`, 200, "[outage-status outage-reset]", "[outage-status outage-reset]"},
		{"POST", "", `{"name": "outage-reset", "reset": {}}`, 409, "", "[outage-status outage-reset]"},
	} {
		r := s.send(t, tc.method, "/mock/faults"+tc.path, tc.body).expect(t, tc.status)
		if tc.path != "/profiles" { // The document's reader looks for that path alone.
			c.check(t, r)
		}
		var list shownFaults
		var one struct{ Name string }
		if tc.status == http.StatusOK && tc.answer != "" {
			r.into(t, &list)
			r.into(t, &one)
			got := fmt.Sprint(list.names())
			if one.Name != "" {
				got = one.Name
			}
			if got != tc.answer {
				t.Errorf("%s %s %s: got %s, want %s", tc.method, tc.path, tc.body, got, tc.answer)
			}
		}
		if got := fmt.Sprint(s.faults(t).names()); got != tc.names {
			t.Errorf("behind %s %s %s: got %s, want %s", tc.method, tc.path, tc.body, got, tc.names)
		}
	}
	var removed struct{ Deleted int }
	if s.do(t, "DELETE", "/mock/faults", nil).expect(t, http.StatusOK).into(t, &removed); removed.Deleted != 2 {
		t.Errorf("DELETE removes %d, want 2", removed.Deleted)
	}
}

// TestFaultsAreShown checks that a fault comes back with all its fields, from as an instant, and its counts.
func TestFaultsAreShown(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ given, want string }{
		{
			`{"name": "a", "on": {"routes": ["/a&<c>*"]}, "share": 0.2, "from": "2026-01-01T08:00:00+08:00",
			"for": "2m", "latency": {"delay": "800ms", "jitter": "200ms"}}`,
			`{"for":"2m0s","from":"2026-01-01T00:00:00.000000+00:00","in_force":true,"latency":{"delay":"800ms",` +
				`"jitter":"200ms"},"name":"a","on":{"routes":["/a&<c>*"]},"share":0.2,"struck":0}`,
		},
		{
			`{"name": "b", "from": "2026-01-02", "nth": 20, "every": true, "count": 3, "close": {"code": 1011}}`,
			`{"close":{"code":1011},"count":3,"every":true,"from":"2026-01-02T00:00:00.000000+00:00","in_force":false,` +
				`"name":"b","nth":20,"struck":0}`,
		},
		{
			`{"name": "c", "per": "subscriber", "on": {"topics": ["training"], "subscribers": ["s1"]}, "drop": {}}`,
			`{"drop":{},"in_force":true,"name":"c","on":{"topics":["training"],"subscribers":["s1"]},"per":"subscriber",` +
				`"struck":0}`,
		},
	} {
		r := s.send(t, "POST", "/mock/faults", tc.given).expect(t, http.StatusOK)
		c.check(t, r)
		if got := string(r.body); got != `{"faults":[`+tc.want+"]}\n" {
			t.Errorf("%s: got %s, want %s", tc.given, got, tc.want)
		}
	}
	relative := s.send(t, "PUT", "/mock/faults/later", `{"from": "+1h", "reset": {}}`).expect(t, http.StatusOK)
	var later struct {
		From    string `json:"from"`
		InForce bool   `json:"in_force"`
	}
	if relative.into(t, &later); !strings.HasPrefix(later.From, "2026-01-01T01:0") || later.InForce {
		t.Errorf("an hour from now is %s, want it in RFC 3339 and not in force", relative.body)
	}
}

// TestFaultKinds posts the example of every kind, and reads it again.
func TestFaultKinds(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, u := range model.FaultKinds {
		key := u.Zero.Key()
		r := s.send(t, "PUT", "/mock/faults/one", `{"`+key+`": `+u.Example+`}`).expect(t, http.StatusOK)
		c.check(t, r)
		var got map[string]json.RawMessage
		r.into(t, &got)
		rest := maps.Clone(got)
		for _, name := range []string{"struck", "in_force"} {
			delete(rest, name)
		}
		text, err := json.Marshal(rest)
		if err != nil {
			t.Fatal(err)
		}
		again := s.send(t, "PUT", "/mock/faults/one", string(text)).expect(t, http.StatusOK)
		if got[key] == nil || string(again.body) != string(r.body) {
			t.Errorf("%s: got %s and from that %s, want the kind under its key, twice the same", key, r.body, again.body)
		}
	}
}

// TestProfiles holds the profiles that are listed against those of the code, and posts each.
func TestProfiles(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	r := s.get(t, "/mock/faults/profiles").expect(t, http.StatusOK)
	c.check(t, r)
	var list struct {
		Profiles []struct {
			Name, Description string
			Faults            []model.Fault
		}
	}
	r.into(t, &list)
	if len(list.Profiles) != len(fault.Profiles) {
		t.Errorf("got %d profiles, want %d", len(list.Profiles), len(fault.Profiles))
	}
	for _, p := range list.Profiles {
		want, ok := fault.ProfileOf(p.Name)
		if !ok || p.Description != want.Sentence || len(p.Faults) != len(want.Faults) {
			t.Errorf("got %s: %s with %d faults, want the sentence and the faults of the code", p.Name, p.Description,
				len(p.Faults))
		}
		added := s.send(t, "POST", "/mock/faults", `{"profile": "`+p.Name+`"}`).expect(t, http.StatusOK)
		c.check(t, added)
		s.do(t, "DELETE", "/mock/faults", nil).expect(t, http.StatusOK)
	}
}

// TestBadFaults checks that a bad definition is a 422 about its field, with a remedy.
func TestBadFaults(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ body, loc, message string }{
		{`{"drop": {}, "reset": {}}`, "body.reset", "exactly one kind"},
		{`{"share": "5%", "drop": {}}`, "body.share", `"5%" is not a number: use 0.05`},
		{`{"share": 0, "drop": {}}`, "body.share", "use more than 0 and at most 1"},
		{`{"share": 2, "drop": {}}`, "body.share", "use more than 0 and at most 1"},
		{`{"explode": {}}`, "body.explode", "kinds are latency, status"},
		{`{"on": {"routes": ["/tasksList"]}, "drop": {}}`, "body.on.routes", "use on.streams"},
		{`{"on": {"route": ["/tasksList"]}, "empty": {}}`, "body.on", "use routes"},
		{`{"on": {"routes": null}, "empty": {}}`, "body.on.routes", "null is no value"},
		{`{"on": {"Routes": ["/tasksList"]}, "empty": {}}`, "body.on", "use routes"},
		{`{"on": [], "empty": {}}`, "body.on", "an object with routes"},
		{`{"nth": 0, "drop": {}}`, "body.nth", "use 1 or more"},
		{`{"close": {"code": 1006}}`, "body.close.code", "use the kind reset"},
		{`{"latency": {"delay": 800}}`, "body.latency.delay", "with a unit"},
		{`{"latency": {"dely": "1s"}}`, "body.latency", "use delay"},
		{`{"status": {"code": 503, "headers": {"a b": "c"}}}`, "body.status.headers", "X-Reason"},
		{`{"from": 12, "drop": {}}`, "body.from", `"+30s"`},
		{`{"from": null, "drop": {}}`, "body.from", `"+30s"`},
		{`{"from": "soon", "drop": {}}`, "body.from", "RFC 3339"},
		{`{"from": "+11000d", "drop": {}}`, "body.from", "ten years"},
		{`{"from": "-5m", "for": "4m", "drop": {}}`, "body.from", `use a later from, such as "now", or a longer for`},
		{`[{"from": "-5m", "for": "6m", "drop": {}}, {"from": "-5m", "for": "5m", "drop": {}}]`, "body.1.from",
			"it is over at"},
		{`{"name": "a/b", "drop": {}}`, "body.name", "use 1 to 64 letters"},
		{`{"on": {"streams": ["sse"]}, "status": {"code": 200}}`, "body.status.code", "use 400 to 599 with on.streams"},
		{`{"status": {"code": 503, "headers": {"x-a": "1", "X-A": "2"}}}`, "body.status.headers", "case does not count"},
		{`{"on": {"routes": ["/docs"]}, "empty": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/docs/streams"]}, "empty": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/docs*"]}, "empty": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/"]}, "status": {"code": 503}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/client.js"]}, "reset": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/openapi.json"]}, "hang": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/assets/*"]}, "empty": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/mock*"]}, "empty": {}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/health", "/openapi*"]}, "empty": {}}`, "body.on.routes", "faults spare \"/openapi*\""},
		{`{"on": {"routes": ["/docs"]}, "stale": {"by": "5m"}}`, "body.on.routes", "faults spare"},
		{`{"on": {"routes": ["/health"]}, "stale": {"by": "5m"}}`, "body.on.routes", "takes at"},
		{`{"on": {"routes": ["/nope"]}, "stale": {"by": "5m"}}`, "body.on.routes", "takes at"},
		{`{"on": {"routes": ["/stream/s*"]}, "stale": {"by": "5m"}}`, "body.on.routes", "takes at"},
		{`{"on": {"routes": ["/stream/ws"]}, "malformed": {}}`, "body.on.routes", "use on.streams"},
		{`{"on": {"routes": ["/stream/s*"]}, "bandwidth": {"kbps": 8}}`, "body.on.routes", "use on.streams"},
		{`{"on": {"routes": ["/stream/ws"]}, "status": {"code": 200}}`, "body.on.routes", "\"code\": 503"},
		{`[{"drop": {}}, {"on": {"routes": ["/docs"]}, "empty": {}}]`, "body.1.on.routes", "faults spare"},
		{`{}`, "body", "exactly one kind"},
		{`[]`, "body", "the list is empty"},
		{`"flaky"`, "body", "a fault is an object"},
		{`[{"drop": {}}, {"share": -1, "drop": {}}]`, "body.1.share", "use more than 0 and at most 1"},
		{`[{"drop": {}}, null]`, "body.1", "a fault is an object"},
		{`{"profile": "flakey"}`, "body.profile", `did you mean "flaky"?`},
		{`{"profile": "flaky", "share": 1}`, "body.share", "use profile"},
		{`{"profile": 7}`, "body.profile", `{"profile": "flaky"}`},
		{`[{"profile": "flaky"}]`, "body.0.profile", "stands alone"},
		{`{"in_force": true, "drop": {}}`, "body.in_force", "leave it out"},
		{`{"on": {"routes": ["/monitor/*?at=-5m"]}, "empty": {}}`, "body.on.routes", "use, for example, /monitor/*"},
		{`{"on": {"subscribers": ["nobody"]}, "drop": {}}`, "body.on.subscribers", "such as s1"},
		{`{"status": {"code": 304, "body": "x"}}`, "body.status.body", "has none"},
	} {
		r := s.send(t, "POST", "/mock/faults", tc.body).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		var refused struct {
			Detail []struct {
				Loc []string
				Msg string
			}
		}
		r.into(t, &refused)
		d := refused.Detail
		if len(d) != 1 || strings.Join(d[0].Loc, ".") != tc.loc || !strings.Contains(d[0].Msg, tc.message) {
			t.Errorf("%s: got %s, want %q about %s", tc.body, r.body, tc.message, tc.loc)
		}
	}
	if got := s.faults(t).Faults; len(got) != 0 {
		t.Errorf("after that there are %d faults, want none", len(got))
	}
	name := s.send(t, "PUT", "/mock/faults/a%20b", `{"drop": {}}`).expect(t, http.StatusUnprocessableEntity)
	if !strings.Contains(string(name.body), `"loc":["path","name"]`) {
		t.Errorf("a bad name in the path: got %s, want it named", name.body)
	}
}

// TestGoodPlaces posts faults at routes where they strike, near those that are refused.
func TestGoodPlaces(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, body := range []string{
		`{"on": {"routes": ["*"]}, "stale": {"by": "5m"}}`,
		`{"on": {"routes": ["/monitor/*"]}, "stale": {"by": "5m"}}`,
		`{"on": {"routes": ["/monitor/ray/cluster/node"]}, "stale": {"by": "5m"}}`,
		`{"on": {"routes": ["/tasks/task_1"]}, "empty": {}}`,
		`{"on": {"routes": ["/tasks/{task_id}"]}, "empty": {}}`,
		`{"on": {"routes": ["/nope"]}, "empty": {}}`,
		`{"on": {"routes": ["/m*"]}, "empty": {}}`,
		`{"on": {"routes": ["/*"]}, "malformed": {}}`,
		`{"on": {"routes": ["/stream/*"]}, "latency": {"delay": "1s"}}`,
		`{"on": {"routes": ["/stream/*"]}, "status": {"code": 503}}`,
	} {
		s.send(t, "PUT", "/mock/faults/one", body).expect(t, http.StatusOK)
	}
}

// TestStaleWhereDated checks that stale is taken for exactly the routes that the document lets ask for another instant.
func TestStaleWhereDated(t *testing.T) {
	s := newServer(t, rest.Options{})
	dated := 0
	for path, item := range newContract(t, s).Paths.Map() {
		if item.Get == nil || strings.HasPrefix(path, "/mock/") {
			continue
		}
		want := http.StatusUnprocessableEntity
		if item.Get.Parameters.GetByInAndName("query", "at") != nil {
			dated++
			want = http.StatusOK
		}
		body := fmt.Sprintf(`{"on": {"routes": [%q]}, "stale": {"by": "5m"}}`, path)
		s.send(t, "PUT", "/mock/faults/one", body).expect(t, want)
	}
	if dated < 8 {
		t.Errorf("got %d routes that take at, want those of the monitor, the overview and the metrics", dated)
	}
}

// TestFullOfFaults checks that there are at most model.MaxFaults, and that a full journal refuses more.
func TestFullOfFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	all := `[` + strings.Join(slices.Repeat([]string{`{"drop": {}}`}, model.MaxFaults), ",") + `]`
	s.send(t, "POST", "/mock/faults", all).expect(t, http.StatusOK)
	for range 2 {
		c.check(t, s.send(t, "POST", "/mock/faults", `{"drop": {}}`).expect(t, http.StatusTooManyRequests))
		c.check(t, s.send(t, "PUT", "/mock/faults/more", `{"drop": {}}`).expect(t, http.StatusTooManyRequests))
		s.send(t, "PUT", "/mock/faults/drop-1", `{"reset": {}}`).expect(t, http.StatusOK)
	}
	large := `{"status": {"code": 503, "body": "` + strings.Repeat("x", 48<<10) + `"}}`
	for range 2000 {
		r := s.send(t, "PUT", "/mock/faults/drop-1", large)
		if r.StatusCode == http.StatusOK {
			continue
		}
		c.check(t, r.expect(t, http.StatusTooManyRequests))
		if !strings.Contains(string(r.body), "the journal is full") {
			t.Errorf("got %s, want that the journal is full", r.body)
		}
		return
	}
	t.Error("2,000 bodies of 48 KiB go into a journal of 64 MiB")
}

// TestFaultsReadOnly checks that --read-only leaves reading alone.
func TestFaultsReadOnly(t *testing.T) {
	s := newServer(t, rest.Options{ReadOnly: true})
	for _, path := range []string{"/mock/faults", "/mock/faults/profiles"} {
		s.get(t, path).expect(t, http.StatusOK)
	}
	for _, route := range []string{"POST ", "DELETE ", "PUT /lost", "DELETE /lost"} {
		method, path, _ := strings.Cut(route, " ")
		s.send(t, method, "/mock/faults"+path, `{"drop": {}}`).expect(t, http.StatusForbidden)
	}
}
