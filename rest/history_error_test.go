package rest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
)

// badHistories lists queries with one fault each, and which it is.
var badHistories = []struct{ query, parameter, kind, says string }{
	{"from=yesterday-ish", "from", "datetime", `"yesterday-ish" is not an instant`},
	{"to=2026-02-30T00:00:00Z", "to", "datetime", "is not an instant"},
	{"at=5m", "at", "datetime", "is not an instant"},
	{"at=5m&to=-1m", "at", "datetime", "is not an instant"},
	{"from=2026", "from", "datetime", "is not an instant"},
	{"from=1767225600000000", "from", "datetime", "is not an instant"},
	{"to=now5m", "to", "datetime", "is not an instant"},
	{"to=%FF%00", "to", "datetime", "is not an instant"},
	{"from=" + strings.Repeat("9", 4096), "from", "datetime", "is not an instant"},
	{"from=2015-01-01T00:00:00Z", "from", "datetime", "more than ten years from the start"},
	{"to=2036-01-02T00:00:00Z", "to", "datetime", "more than ten years from the start"},
	{"at=-3651d", "at", "datetime", "more than ten years from the start"},
	{"from=-1m&to=-2m", "from", "datetime", "comes after to"},
	{"from=%2B1us", "from", "datetime", "comes after to"},
	{"at=-1h&from=-1m", "from", "datetime", "comes after to"},
	{"step=5", "step", "duration", `"5" is not a duration`},
	{"step=often", "step", "duration", "is not a duration"},
	{"step=99999999d", "step", "duration", "is not a duration"},
	{"step=0s", "step", "number.not_gt", "less than a microsecond"},
	{"step=0", "step", "number.not_gt", "less than a microsecond"},
	{"step=-5s", "step", "number.not_gt", `"-5s" is less than a microsecond`},
	{"step=999ns", "step", "number.not_gt", "less than a microsecond"},
	{"step=59ms", "step", "number.not_ge", "use a step of 61ms or more"},
	{
		"from=-10000s&step=1s", "step", "number.not_ge",
		"makes 10001 points, more than 10000: use a step of 2s or more",
	},
	{"from=-1d&step=1s", "step", "number.not_ge", "use a step of 9s or more"},
	{"from=-10ms&step=1500ns", "step", "number.not_ge", "use a step of 2µs or more"},
	{
		"from=2016-01-04T00:00:00Z&to=2035-12-29T00:00:00Z&step=1us", "step", "number.not_ge",
		"use a step of 17h31m4s or more",
	},
}

// TestBadHistory sends bad parameters: the refusal names the parameter, the fault and a value to use.
func TestBadHistory(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range badHistories {
		t.Run(tc.query[:min(60, len(tc.query))], func(t *testing.T) {
			for _, path := range historyPaths {
				r := s.get(t, path+"?"+tc.query).expect(t, http.StatusUnprocessableEntity)
				c.check(t, r)
				fault := r.value(t).(map[string]any)["detail"].([]any)[0].(map[string]any)
				msg := fault["msg"].(string)
				got := fmt.Sprint(fault["loc"], fault["type"])
				if want := fmt.Sprintf("[query %s]value_error.%s", tc.parameter, tc.kind); got != want {
					t.Errorf("%s: got %s, want %s", path, got, want)
				}
				if !strings.Contains(msg, tc.says) || !strings.Contains(msg, "use ") || len(msg) > 300 {
					t.Errorf("%s: got %q, want %q and an advice in 300 bytes", path, msg, tc.says)
				}
			}
		})
	}
}

// TestStepThatWouldDo uses the steps that refusals recommend: they are accepted, and not much too long.
func TestStepThatWouldDo(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	s := newServer(t, rest.Options{})
	recommended := regexp.MustCompile(`use a step of (\S+) or more`)
	for _, length := range []string{"10ms", "99991us", "9999s", "10001s", "3649d"} {
		path := historyPaths[0] + "?from=-" + length + "&step="
		r := s.get(t, path+"1us").expect(t, http.StatusUnprocessableEntity)
		found := recommended.FindSubmatch(r.body)
		if found == nil {
			t.Fatalf("%s: got %s, want a step to use", length, r.body)
		}
		step := string(found[1])
		times, _ := s.get(t, path+url.QueryEscape(step)).points(t)
		if n := len(times); n > 10_000 || n < 4_000 {
			t.Errorf("%s: got %d points with a step of %s, want 4,000 to 10,000", length, n, step)
		}
	}
}

// TestHistoryNotFound asks for bad ids: histories accept the same ids as single answers.
func TestHistoryNotFound(t *testing.T) {
	strict, lenient := newServer(t, rest.Options{Find: newStrict(t).find}), newServer(t, rest.Options{})
	c := newContract(t, strict)
	for _, tc := range []struct {
		server       *server
		path, detail string
	}{
		{strict, "/monitor/training/task_123/history", "Task not found"},
		{strict, "/monitor/training/task_00000000/history/?from=-1h", "Task not found"},
		{strict, "/monitor/ray/cluster/node/node_1234/metrics/history", "Node not found"},
		{lenient, "/monitor/training/a%0Ab/history", "Task not found"},
		{lenient, "/monitor/training/../history", "Task not found"},
		{lenient, "/monitor/training/" + strings.Repeat("a", 129) + "/history", "Task not found"},
		{lenient, "/monitor/ray/cluster/node/%E2%80%AE/metrics/history", "Node not found"},
		{lenient, "/monitor/training/history", ""},
		{lenient, "/monitor/training/task_123/history/x", "Not Found"},
		{lenient, "/monitor/ray/cluster/node/node_1234/history", "Not Found"},
	} {
		r := tc.server.get(t, tc.path)
		if tc.detail == "" {
			// A task may be called history.
			c.check(t, r.expect(t, http.StatusOK))
			continue
		}
		c.checkError(t, r.expect(t, http.StatusNotFound))
		if detail := r.detail(t); detail != tc.detail {
			t.Errorf("%s: got %q, want %q", tc.path, detail, tc.detail)
		}
	}
	view := strict.source.world.At(strict.source.now.Add(-time.Hour))
	for _, task := range view.Tasks() {
		strict.get(t, "/monitor/training/"+task.TaskID+"/history").expect(t, http.StatusOK)
	}
	for _, node := range view.Nodes() {
		strict.get(t, "/monitor/ray/cluster/node/"+node.ID+"/metrics/history").expect(t, http.StatusOK)
	}
}
