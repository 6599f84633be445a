package app

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/rest"
	"trainmock/stream/model"
)

// failed asks a route a number of times, and returns which answers were validation errors.
func failed(tb testing.TB, p *program.Program, times int, method, path string) []bool {
	tb.Helper()
	list := make([]bool, times)
	for i := range list {
		status, _ := p.Send(tb, method, path, "{}")
		list[i] = status == http.StatusUnprocessableEntity
	}
	return list
}

// TestErrorRate has all task routes fail, and no other, in the service's shape.
func TestErrorRate(t *testing.T) {
	p := program.Start(t, Run, "--error-rate", "1")
	const shape = `{"detail":[{"loc":["body","parameters"],` +
		`"msg":"value is not a valid dict","type":"type_error.dict"}]}`
	for _, route := range rest.TaskRoutes() {
		methods := []string{http.MethodGet}
		switch route {
		case "/train":
			methods = []string{http.MethodPost}
		case "/tasks/{task_id}":
			methods = append(methods, http.MethodDelete)
		}
		for _, method := range methods {
			path := strings.ReplaceAll(route, "{task_id}", "task_123")
			status, body := p.Send(t, method, path, "{}")
			if status != http.StatusUnprocessableEntity || strings.TrimSpace(string(body)) != shape {
				t.Errorf("%s %s: got %d %s, want 422 %s", method, path, status, body, shape)
			}
		}
	}
	for _, path := range []string{
		"/monitor/training/task_123", "/monitor/ray/cluster/node", "/monitor/ray/cluster/status", "/health",
		"/cluster/available-nodes",
	} {
		if status, body := p.Send(t, http.MethodGet, path, ""); status != http.StatusOK {
			t.Errorf("%s: got %d %s, want 200", path, status, body)
		}
	}
	if len(rest.TaskRoutes()) != 7 {
		t.Errorf("got the routes %s, want seven", rest.TaskRoutes())
	}
}

// TestErrorRateWithoutRoom checks that the flag is refused where its fault would be lost when the journal or the
// scenario is saved, and not where the file holds it.
func TestErrorRateWithoutRoom(t *testing.T) {
	t.Chdir(t.TempDir())
	const flowing = `{"groups": [{"name": "a", "count": 1, "cpus": 8, "memory_gb": 32}]}`
	full := tiny + "faults:\n" + strings.Repeat("- drop: {}\n", model.MaxFaults)
	for text, want := range map[string]string{flowing: "does not fit into the scenario's file", full: "the scenario has 64"} {
		if err := os.WriteFile("mine.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := runBriefly(t, "--host", "127.0.0.1", "--scenario", "mine.yaml", "--error-rate", "0.1")
		if code != exitUsage {
			t.Errorf("%.40s: exit code %d, want %d", text, code, exitUsage)
		}
		checkLine(t, stderr, "--error-rate")
		checkLine(t, stderr, want)
	}
	program.Start(t, Run, "--scenario", "mine.yaml")
}

// TestErrorsOfASeed draws the errors of several runs: the same for one seed, others for another and for a neighbour.
func TestErrorsOfASeed(t *testing.T) {
	draw := func(seed, path string) []bool {
		return failed(t, program.Start(t, Run, "--error-rate", "0.3", "--seed", seed), 100, http.MethodGet, path)
	}
	first := draw("7", "/tasksList")
	if again := draw("7", "/tasksList"); !slices.Equal(first, again) {
		t.Errorf("the same seed: got %t, want %t", again, first)
	}
	if slices.Equal(first, draw("8", "/tasksList")) {
		t.Error("another seed: got the same failures, want others")
	}
	if slices.Equal(first, draw("7", "/hasRunningTask")) {
		t.Error("a neighbour: got the same failures, want others")
	}
}

// TestErrorRateOfAJournal has the task routes of a run that plays a journal fail, too: by the flag, or because the run
// that was saved had it.
func TestErrorRateOfAJournal(t *testing.T) {
	for _, tc := range []struct {
		saved, played string
		want          bool
	}{{"0", "0", false}, {"0", "1", true}, {"1", "0", true}, {"1", "1", true}} {
		file := filepath.Join(t.TempDir(), "run.ndjson")
		saved := program.Start(t, Run, "--error-rate", tc.saved).Get(t, "/mock/journal")
		if err := os.WriteFile(file, saved, 0o600); err != nil {
			t.Fatal(err)
		}
		p := program.Start(t, Run, "--journal", file, "--error-rate", tc.played)
		if got := failed(t, p, 1, http.MethodGet, "/tasksList")[0]; got != tc.want {
			t.Errorf("--error-rate %s, played with %s: got a failure %t, want %t", tc.saved, tc.played, got, tc.want)
		}
	}
}
