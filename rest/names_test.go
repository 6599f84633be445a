package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/ask"
)

// misspelt lists queries with a misspelt name, and the name that was meant. Those of the second list are for histories
// alone.
var misspelt, misspeltSpans = map[string]string{
	"att=-5m": "at", "At=-5m": "at", "AT=-5m": "at", "at[]=-5m": "at", "at%5B0%5D=-5m": "at", "time=-5m": "at",
	"Time=-5m": "at", "x=1&aat=": "at", "at+=-5m": "at",
}, map[string]string{
	"form=-1h": "from", "From=-1h": "from", "from[]=-1h": "from", "TO=now": "to", "too=now": "to", "steps=5s": "step",
	"start=-1h": "from", "since=-1h": "from", "end=now": "to", "until=now": "to",
	"stpe=5s": "step", "at=-5m&Step=5s": "step",
}

// TestMisspeltNames sends misspelt names: each is a 422 that says what was meant, with an example.
func TestMisspeltNames(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	check := func(path, query, meant string) {
		r := s.get(t, path+"?"+query).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		text := string(r.body)
		if !strings.Contains(text, "did you mean "+meant+"?") || !strings.Contains(text, ask.QueryExamples[meant]) ||
			!strings.Contains(text, `"loc":["query","`) || len(text) > 300 {
			t.Errorf("%s?%s: got %s, want a short 422 that names %s, with an example", path, query, text, meant)
		}
	}
	for query, meant := range misspelt {
		for _, path := range append(monitorPaths, historyPaths...) {
			check(path, query, meant)
		}
	}
	for query, meant := range misspeltSpans {
		for _, path := range historyPaths {
			check(path, query, meant)
		}
	}
}

// TestOtherNames sends names that resemble none of the route's: they are nobody's business.
func TestOtherNames(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, query := range []string{
		"t=1767225600", "_=1767225600", "v=2", "ta=1", "foo=bar", "cat=1", "unknown=1", "task_id=x",
		"topics=y", "=", "%E4%BB%BB=1",
		"from_cache=1", "nocache", "timestamp=1", "__delay=0s", "at=-5m&at=x", "at=-5m&t=1",
	} {
		for _, path := range append(monitorPaths, historyPaths...) {
			s.get(t, path+"?"+query).expect(t, http.StatusOK)
		}
	}
	// A route without parameters knows no names that could be meant.
	s.get(t, "/health?At=-5m&time=1").expect(t, http.StatusOK)
}

// TestNowAlone asks routes that answer for now about another instant: each is a 422 that names a route that can tell.
func TestNowAlone(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range []string{
		"/tasksList", "/hasRunningTask", "/tasks/task_123", "/monitor/task_123", "/roundProgress/task_123",
		"/monitorRayCluster/node", "/cluster/available-nodes", "/metrics/targets",
	} {
		for _, name := range []string{"at", "At", "at[]", "time"} {
			text := string(s.get(t, path+"?"+name+"=-5m").expect(t, http.StatusUnprocessableEntity).body)
			if !strings.Contains(text, `"loc":["query","`+name+`"]`) ||
				!strings.Contains(text, "/monitor/ray/cluster/node?at=-5m") {
				t.Errorf("%s: got %s, want a 422 about %s with an example", path, text, name)
			}
		}
	}
}

// TestExamplesOfNames holds the table of examples to the document: every parameter of a query has one.
func TestExamplesOfNames(t *testing.T) {
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	newServer(t, rest.Options{}).get(t, "/openapi.json").expect(t, http.StatusOK).into(t, &document)
	found := 0
	for path, operations := range document.Paths {
		for _, o := range operations {
			for _, p := range o.Parameters {
				if p.In == "query" && !strings.HasPrefix(ask.QueryExamples[p.Name], p.Name+"=") {
					t.Errorf("%s: got the example %q, want one of %s", path, ask.QueryExamples[p.Name], p.Name)
				}
				found++
			}
		}
	}
	if found < 20 {
		t.Errorf("got %d parameters in the document, want 20 or more", found)
	}
}
