package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// historyPaths are the histories of the service's documented examples.
var historyPaths = []string{"/monitor/training/task_123/history", "/monitor/ray/cluster/node/node_1234/metrics/history"}

// point returns the k-th point of a history in the form of a single answer. A missing value is left out.
func point(history map[string]any, k int) map[string]any {
	row := map[string]any{}
	for name, v := range history {
		list, isList := v.([]any)
		switch {
		case name == "events" || name == "step_seconds":
		case name == "gpus":
			gpus := make([]any, len(list))
			for i, gpu := range list {
				gpus[i] = point(gpu.(map[string]any), k)
			}
			row[name] = gpus
		case !isList:
			row[name] = v
		case list[k] != nil:
			row[name] = list[k]
		}
	}
	return row
}

// metricsColumns lists the columns of a task's history that a single answer has no fields for.
var metricsColumns = []string{
	"model", "step", "total_steps", "learning_rate", "grad_norm", "samples_per_second", "val_loss", "val_accuracy",
	"round", "total_rounds",
}

// TestHistoryEqualsSingleAnswers compares ten minutes in 600 points with 600 answers to ?at=, value for value.
func TestHistoryEqualsSingleAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, scenario := range []string{"demo", "chaos"} {
		t.Run(scenario, func(t *testing.T) {
			src := newSource(t, scenario, 7)
			for path, stamp := range answersWithHistory(src) {
				compareHistory(t, src, path, stamp)
			}
		})
	}
}

// answersWithHistory returns paths of single answers, and the field that is their instant: of every task, of nodes
// with and without GPUs, and of derived ones.
func answersWithHistory(src *source) map[string]string {
	paths := map[string]string{monitorPaths[2]: "last_update", monitorPaths[3]: "timestamp"}
	view := src.world.At(src.now)
	for _, task := range view.Tasks() {
		paths["/monitor/training/"+task.TaskID] = "last_update"
		paths["/monitor/ray/cluster/node/"+task.Nodes[0]+"/metrics"] = "timestamp"
	}
	paths["/monitor/ray/cluster/node/"+view.Nodes()[0].ID+"/metrics"] = "timestamp"
	paths["/monitor/ray/cluster/node/"+view.Task("task_123").Nodes[0]+"/metrics"] = "timestamp"
	return paths
}

func compareHistory(t *testing.T, src *source, path, stamp string) {
	t.Helper()
	routes := rest.New(rest.Options{Find: src.find})
	from := src.now.Add(-5 * time.Minute)
	query := url.Values{"from": {model.Stamp(from)}, "to": {model.Stamp(from.Add(599 * time.Second))}, "step": {"1s"}}
	history := fetch(t, routes, path+"/history?"+query.Encode())
	if got := len(history["time"].([]any)); got != 600 {
		t.Fatalf("%s: got %d points, want 600", path, got)
	}
	for k := range 600 {
		at := model.Stamp(from.Add(time.Duration(k) * time.Second))
		want := fetch(t, routes, path+"?at="+url.QueryEscape(at))
		want["time"] = want[stamp]
		delete(want, stamp)
		got := point(history, k)
		if stamp == "last_update" {
			for _, name := range metricsColumns {
				delete(got, name)
			}
		}
		if begun, ok := want["start_time"].(string); ok && want["time"].(string) < begun {
			// Before the submission nothing is measured, and a single answer has the values of the beginning.
			for _, name := range []string{"progress", "current_epoch", "loss", "accuracy"} {
				delete(want, name)
			}
		}
		if !equal(got, want) {
			t.Fatalf("%s at %s:\n got %v\nwant %v", path, at, got, want)
		}
	}
}

// fetch requests a path without a socket. Numbers stay as they were written.
func fetch(tb testing.TB, routes http.Handler, path string) map[string]any {
	tb.Helper()
	w := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	routes.ServeHTTP(w, request)
	result := w.Result()
	result.Request = request
	return response{result, w.Body.Bytes()}.expect(tb, http.StatusOK).value(tb).(map[string]any)
}

// TestHistorySpans compares the points of requests, as times before and after now.
func TestHistorySpans(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	const minute, decade = time.Minute, 10 * 365 * 24 * time.Hour
	s := newServer(t, rest.Options{})
	now, first, last := s.source.now, start.Add(-decade), start.Add(decade)
	for _, tc := range []struct {
		query       string
		first, last time.Duration
		step        time.Duration
		points      int
	}{
		{"", -10 * minute, 0, 5 * time.Second, 121},
		{"from=&to=&step=&at=", -10 * minute, 0, 5 * time.Second, 121},
		{"at=-5m", -15 * minute, -5 * minute, 5 * time.Second, 121},
		{"to=-5m", -15 * minute, -5 * minute, 5 * time.Second, 121},
		{"to=-5m&at=-1h", -15 * minute, -5 * minute, 5 * time.Second, 121},
		{"at=-5m&from=-6m", -6 * minute, -5 * minute, minute / 120, 121},
		{"from=-1h", -time.Hour, 0, 30 * time.Second, 121},
		{"from=now-1h&to=now", -time.Hour, 0, 30 * time.Second, 121},
		{"from=-1w&to=now-6d&step=1d", -7 * 24 * time.Hour, -6 * 24 * time.Hour, 24 * time.Hour, 2},
		{"from=2026-01-01&to=2026-01-01+00:01&step=30s", start.Sub(now), start.Add(minute).Sub(now), minute / 2, 3},
		{"from=1767225600&to=1767225660.5&step=30s", start.Sub(now), start.Add(minute).Sub(now), minute / 2, 3},
		{"from=1767225600000&to=2026-01-01T00:01&step=1m", start.Sub(now), start.Add(minute).Sub(now), minute, 2},
		{"from=-2h&to=-1h&step=1h", -2 * time.Hour, -time.Hour, time.Hour, 2},
		{"from=-10s&to=%2B10s&step=3s", -10 * time.Second, 8 * time.Second, 3 * time.Second, 7},
		{"from=+1m&to=+2m&step=1m", minute, 2 * minute, minute, 2},
		{"step=11m", -10 * minute, -10 * minute, 11 * minute, 1},
		{"step=1d", -10 * minute, -10 * minute, 24 * time.Hour, 1},
		{"step=100ms", -10 * minute, 0, 100 * time.Millisecond, 6001},
		{"from=-5ms&step=1999ns", -5 * time.Millisecond, 0, time.Microsecond, 5001},
		{"from=-9999s&step=1s", -9999 * time.Second, 0, time.Second, 10_000},
		{"from=-9999999us&step=1ms", -9999999 * time.Microsecond, -999 * time.Microsecond, time.Millisecond, 10_000},
		{"from=%2B0s&to=%2B0s", 0, 0, time.Microsecond, 1},
		{"from=-30us", -30 * time.Microsecond, 0, time.Microsecond, 31},
		{"from=-1000us", -1000 * time.Microsecond, 0, 8 * time.Microsecond, 126},
		{"from=" + stampOf(first) + "&step=3650d", first.Sub(now), start.Sub(now), decade, 2},
		{"from=" + stampOf(start) + "&to=" + stampOf(last) + "&step=3650d", start.Sub(now), last.Sub(now), decade, 2},
		{"at=" + stampOf(first), first.Sub(now) - 10*minute, first.Sub(now), 5 * time.Second, 121},
	} {
		t.Run(tc.query, func(t *testing.T) {
			for _, path := range historyPaths {
				times, step := s.get(t, path+"?"+tc.query).points(t)
				got := fmt.Sprintln(times[0], times[len(times)-1], step, len(times))
				first, last := model.Stamp(now.Add(tc.first)), model.Stamp(now.Add(tc.last))
				if want := fmt.Sprintln(first, last, tc.step.Seconds(), tc.points); got != want {
					t.Errorf("%s: got %s, want %s", path, got, want)
				}
			}
		})
	}
}

// points returns the instants of a history and the seconds between them.
func (r response) points(tb testing.TB) ([]string, float64) {
	tb.Helper()
	var o struct {
		Time []string `json:"time"`
		Step float64  `json:"step_seconds"`
	}
	if err := json.Unmarshal(r.expect(tb, http.StatusOK).body, &o); err != nil {
		tb.Fatal(err)
	}
	return o.Time, o.Step
}

func stampOf(t time.Time) string { return url.QueryEscape(model.Stamp(t)) }

// TestHistoryEvents checks that events fall into the span, in time order, with their instant in the payload.
func TestHistoryEvents(t *testing.T) {
	src := newSource(t, "chaos", 7)
	routes := rest.New(rest.Options{Find: src.find})
	kinds := map[string]int{}
	for path := range answersWithHistory(src) {
		o := fetch(t, routes, path+"/history?from=-10m&to=%2B10m&step=1m")
		before := model.Stamp(src.now.Add(-10 * time.Minute))
		after := model.Stamp(src.now.Add(10 * time.Minute))
		for _, e := range o["events"].([]any) {
			event := e.(map[string]any)
			at := event["time"].(string)
			if at < before || at > after || event["payload"].(map[string]any)["at"] != at {
				t.Errorf("%s: got %v, want an event from %s to %s, with its instant in its payload",
					path, event, before, after)
			}
			before = at
			kinds[event["type"].(string)]++
		}
	}
	if kinds["node_state"] == 0 || kinds["task_update"] == 0 || kinds["system_log"] == 0 {
		t.Errorf("got %v, want node_state, task_update and system_log", kinds)
	}
}

// TestHistoryContract holds histories of all kinds against the document.
func TestHistoryContract(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, scenario := range []string{"demo", "chaos", "empty", "outage"} {
		t.Run(scenario, func(t *testing.T) {
			src := newSource(t, scenario, 11)
			s := newServer(t, rest.Options{Find: src.find})
			c := newContract(t, s)
			for _, path := range historyPaths {
				for _, end := range []string{"", "/", "?unknown=1&step=1m"} {
					c.check(t, s.get(t, path+end).expect(t, http.StatusOK))
				}
			}
			for path := range answersWithHistory(src) {
				for _, end := range []string{
					"?from=-7d&step=6h", "?at=%2B1000d&from=%2B999d&step=6h", "/?from=-5m&to=%2B5m&step=1m",
				} {
					c.check(t, s.get(t, path+"/history"+end).expect(t, http.StatusOK))
				}
			}
		})
	}
}

// TestHistoryHead compares HEAD with GET: both have the same header, and neither may be cached.
func TestHistoryHead(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, path := range historyPaths {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := s.do(t, method, path, nil).expect(t, http.StatusOK)
			if r.Header.Get("Cache-Control") != "no-store" || (len(r.body) > 0) != (method == http.MethodGet) {
				t.Errorf("%s %s: got %v, %d bytes, want no-store, and bytes for GET alone",
					method, path, r.Header, len(r.body))
			}
		}
		s.do(t, http.MethodPost, path, nil).expect(t, http.StatusMethodNotAllowed)
	}
}
