package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/model"
)

const overviewPath = "/stream/overview"

// TestOverview asks for the picture of several instants: it agrees with the document and with the single answers, and
// is compact.
func TestOverview(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "demo", 7).find})
	c := newContract(t, s)
	for _, at := range []string{"2026-01-01T00:05:00Z", "2025-12-31T23:00:00Z", "2026-01-01T02:00:00Z"} {
		r := s.get(t, overviewPath+"?at="+at).expect(t, http.StatusOK)
		c.check(t, r)
		if len(r.body) > 24_000 {
			t.Errorf("%s: got %d bytes, want at most 24,000", at, len(r.body))
		}
		var o model.Overview
		r.into(t, &o)
		if n := len(o.Totals.Power); n != 120 || o.Nodes != nil || len(o.Events) != 50 {
			t.Errorf("%s: got %d points, %d nodes and %d events, want 120, none and 50", at, n, len(o.Nodes), len(o.Events))
		}
		for _, task := range o.Tasks {
			var single model.TaskStatus
			s.get(t, "/monitor/training/"+task.TaskID+"?at="+at).expect(t, http.StatusOK).into(t, &single)
			if task.Loss != single.Loss || task.Status != single.Status || task.Metrics.Model == "" {
				t.Errorf("%s: got %+v, want a name and the values of %+v", at, task.TrainingProgress, single)
			}
		}
		r = s.get(t, overviewPath+"?nodes=true&span=1m&at="+at).expect(t, http.StatusOK)
		c.check(t, r)
		r.into(t, &o)
		if len(o.Nodes) != 8 {
			t.Errorf("%s: got %d nodes, want 8", at, len(o.Nodes))
		}
	}
}

// TestOverviewBounds asks at the ends of what can be asked, and beyond.
func TestOverviewBounds(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "demo", 7).find})
	c := newContract(t, s)
	for _, query := range []string{
		"at=2035-12-29T00:00:00Z&span=7d", "at=2016-01-05T00:00:00Z&span=7d", "span=1ms", "nodes=0", "nodes=T",
	} {
		c.check(t, s.get(t, overviewPath+"?"+query).expect(t, http.StatusOK))
	}
	for query, want := range map[string]string{
		"span=8d": "use 1ms to 7d", "span=0s": "use 1ms to 7d", "span=-5m": "use 1ms to 7d", "span=x": "duration",
		"nodes=yes": "nodes=true", "at=yesterday-ish": "-5m", "at=2099-01-01": "ten years", "Span=5m": "did you mean span",
		"node=true": "did you mean nodes", "time=-5m": "did you mean at",
	} {
		r := s.get(t, overviewPath+"?"+query).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		if !strings.Contains(string(r.body), want) {
			t.Errorf("%s: got %s, want a text with %q", query, r.body, want)
		}
	}
}

// TestOverviewOfMany asks for the picture of a thousand nodes: the totals have fewer points.
func TestOverviewOfMany(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "large", 7).find})
	var o model.Overview
	s.get(t, overviewPath+"?nodes=true&at=2026-01-01T00:05:00Z").expect(t, http.StatusOK).into(t, &o)
	if len(o.Nodes) != 1000 || len(o.Totals.GPUUsage) != 30 || len(o.Tasks) < 190 {
		t.Errorf("got %d nodes, %d points and %d tasks, want 1000, 30 and about 200", len(o.Nodes), len(o.Totals.GPUUsage),
			len(o.Tasks))
	}
}
