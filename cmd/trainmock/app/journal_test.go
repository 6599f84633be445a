package app

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// post sends a body and returns the answer.
func post(tb testing.TB, url, kind, body string) (status int, text string) {
	tb.Helper()
	r, err := http.Post(url, kind, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return r.StatusCode, string(answer)
}

// TestFaultsAreSaved saves the run of a scenario with a fault, a flag that adds one and a fault that was posted. The
// journal, and the scenario that is saved as YAML, bring all of them back.
func TestFaultsAreSaved(t *testing.T) {
	folder := t.TempDir()
	mine, run := filepath.Join(folder, "mine.yaml"), filepath.Join(folder, "run.ndjson")
	timeline := filepath.Join(folder, "run.yaml")
	write := func(path string, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(mine, []byte(tiny+"\nfaults:\n  - {on: {topics: [logs]}, share: 0.5, drop: {}}\n"))
	a := program.Start(t, Run, "--scenario", mine, "--error-rate", "0.5", "--speed", "0", "--seed", "7")
	status, text := post(t, a.URL+"/mock/faults", "application/json",
		`{"on": {"routes": ["*"]}, "from": "+1h", "reset": {}}`)
	want := a.Get(t, "/mock/faults")
	if status != http.StatusOK || strings.Count(string(want), `"name"`) != 3 {
		t.Fatalf("got %d %s, and then the faults %s, want three", status, text, want)
	}
	write(run, a.Get(t, "/mock/journal"))
	write(timeline, a.Get(t, "/mock/journal?format=yaml"))
	b := program.Start(t, Run, "--journal", run)
	if got := b.Get(t, "/mock/faults"); !bytes.Equal(got, want) {
		t.Errorf("by --journal got %s, want %s", got, want)
	}
	c := program.Start(t, Run, "--scenario", timeline, "--speed", "0", "--seed", "7")
	got := string(c.Get(t, "/mock/faults"))
	if strings.Count(got, `"name"`) != 3 || !strings.Contains(got, `"reset-1"`) {
		t.Errorf("by the scenario got %s, want the faults of %s", got, want)
	}
}

// TestJournalFlag starts at tick 0, saves the journal of an advance, and loads it by the route and by the flag.
func TestJournalFlag(t *testing.T) {
	const ndjson = "application/x-ndjson"
	a := program.Start(t, Run, "--seed", "7", "--speed", "0", "--at", "+2h", "--start", "2026-01-01T00:00:00Z")
	if clock := program.Decode(t, a.Get(t, "/mock/clock")); clock["now"] != "2026-01-01T02:00:00.000000+00:00" ||
		fmt.Sprint(clock["tick"]) != "0" || clock["paused"] != true {
		t.Errorf("got %v, want tick 0 two hours from the start, paused", clock)
	}
	for _, step := range [][2]string{
		{"/mock/commands", `{"start_task": {"name": "a", "clients": 1}}`},
		{"/mock/clock/advance", `{"ticks": 90}`}, {"/mock/clock/advance", `{"ticks": 10}`},
	} {
		if status, text := post(t, a.URL+step[0], "application/json", step[1]); status != http.StatusOK {
			t.Fatalf("%s: got %d %s", step[0], status, text)
		}
	}
	want := a.Get(t, "/mock/clock")
	saved := a.Get(t, "/mock/journal")
	file := filepath.Join(t.TempDir(), "run.ndjson")
	if err := os.WriteFile(file, saved, 0o600); err != nil {
		t.Fatal(err)
	}
	b := program.Start(t, Run, "--journal", file)
	if got := b.Get(t, "/mock/clock"); !bytes.Equal(got, want) {
		t.Errorf("by --journal got %s, want %s", got, want)
	}
	c := program.Start(t, Run, "--scenario", "empty")
	status, text := post(t, c.URL+"/mock/journal", ndjson, string(saved))
	if status != http.StatusOK || text != string(want) {
		t.Errorf("by POST got %d %s, want %s", status, text, want)
	}
	for _, path := range []string{"/tasksList", "/monitor/ray/cluster/status", "/mock/commands", "/mock/journal"} {
		one := a.Get(t, path)
		if two, three := b.Get(t, path), c.Get(t, path); !bytes.Equal(one, two) || !bytes.Equal(one, three) {
			t.Errorf("%s: got %.300s and %.300s, want %.300s", path, two, three, one)
		}
	}
	bad := strings.Replace(string(saved), `"advance":100`, `"advance":99`, 1)
	if status, text := post(t, c.URL+"/mock/journal", ndjson, bad); status != http.StatusUnprocessableEntity ||
		!strings.Contains(text, `"loc":["body","4","tick"]`) {
		t.Errorf("a bad one got %d %s, want 422 with line and field", status, text)
	}
	if status, text := post(t, c.URL+"/mock/journal", "text/plain", bad); status != http.StatusUnsupportedMediaType {
		t.Errorf("as text/plain got %d %s, want %d", status, text, http.StatusUnsupportedMediaType)
	}
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runBriefly(t, "--journal", file)
	if code != exitUsage || !strings.Contains(stderr, "run.ndjson:4: tick: ") {
		t.Errorf("exit code %d, logged %q, want %d with line and field", code, stderr, exitUsage)
	}
	timeline := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(timeline, a.Get(t, "/mock/journal?format=yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := program.Start(t, Run, "--scenario", timeline, "--seed", "7", "--speed", "0")
	if scenario := string(d.Get(t, "/mock/scenario")); !strings.Contains(scenario, `start_task: {`) {
		t.Errorf("got %s, want start_task in the timeline", scenario)
	}
}
