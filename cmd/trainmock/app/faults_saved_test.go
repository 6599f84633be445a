package app

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// ticksOf returns the ticks of which a stream of the cluster's status brings something, of the next 12.
func ticksOf(t *testing.T, p *program.Program) (list []int64) {
	t.Helper()
	f, err := program.OpenSSE(t.Context(), p.Client, p.URL+"/stream/sse?topics=cluster&snapshot=false")
	if err != nil {
		t.Fatal(err)
	}
	advanced := false
	for {
		m, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case m.Type == "hello":
			if status, body := p.Send(t, "POST", "/mock/clock/advance", `{"ticks": 12}`); status != 200 {
				t.Fatalf("advance: got %d %s", status, body)
			}
			advanced = true
		case m.Type == "clock" && advanced:
			return list
		case m.ID != "":
			list = append(list, m.EventID(t).Tick)
		}
	}
}

// TestFaultsSaved gives faults that count at the first tick. They strike in the same places where the run is played from
// its journal, and where it is saved as a scenario.
func TestFaultsSaved(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	world := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z", "--speed", "0"}
	for _, fault := range []string{
		`{"on": {"topics": ["cluster"]}, "nth": 3, "drop": {}}`,
		`{"on": {"topics": ["cluster"]}, "nth": 4, "every": true, "count": 2, "drop": {}}`,
		`{"on": {"topics": ["cluster"]}, "count": 2, "share": 0.5, "drop": {}}`,
		`{"on": {"topics": ["cluster"]}, "for": "4s", "nth": 2, "every": true, "drop": {}}`,
	} {
		live := program.Start(t, Run, world...)
		if status, body := live.Send(t, "POST", "/mock/faults", fault); status != 200 {
			t.Fatalf("%s: got %d %s", fault, status, body)
		}
		run, scenario := filepath.Join(t.TempDir(), "run.ndjson"), filepath.Join(t.TempDir(), "run.yaml")
		for file, path := range map[string]string{run: "/mock/journal", scenario: "/mock/journal?format=yaml"} {
			if err := os.WriteFile(file, live.Get(t, path), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want := ticksOf(t, live)
		if len(want) == 12 || len(want) == 0 {
			t.Errorf("%s: it strikes %d of 12 ticks, want some", fault, 12-len(want))
		}
		if got := ticksOf(t, program.Start(t, Run, "--journal", run)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: by its journal got the ticks %v, want %v", fault, got, want)
		}
		saved := program.Start(t, Run, append([]string{"--scenario", scenario}, world...)...)
		if got := ticksOf(t, saved); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: by its scenario got the ticks %v, want %v", fault, got, want)
		}
	}
}
