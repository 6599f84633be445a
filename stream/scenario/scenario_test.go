package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// TestBuiltins checks that each built-in scenario has a description, explains itself, and makes a world.
func TestBuiltins(t *testing.T) {
	want := []string{"demo", "steady", "chaos", "realistic", "federated", "large", "empty", "outage", "bench-50",
		"bench-200"}
	if got := scenario.Names(); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for _, name := range want {
		t.Run(name, func(t *testing.T) {
			text, ok := scenario.Text(name)
			if !ok || !strings.HasPrefix(text, "# ") || !strings.Contains(text, "trainmock scenarios demo") {
				t.Errorf("got %.80q, want a comment that names trainmock scenarios demo", text)
			}
			for i, line := range strings.Split(text, "\n") {
				if strings.HasPrefix(line, "#") && len(line) > 125 || strings.TrimRight(line, " ") != line {
					t.Errorf("line %d: got %q, want a short one without spaces at its end", i+1, line)
				}
			}
			s, err := scenario.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if s.Name != name || len(s.Description) < 10 {
				t.Errorf("got %q: %q, want %q and a description", s.Name, s.Description, name)
			}
			build(t, s)
		})
	}
}

// TestPrintedIsTheSame checks that a printed scenario, read from a file, is the same except for its name.
func TestPrintedIsTheSame(t *testing.T) {
	for _, name := range scenario.Names() {
		text, _ := scenario.Text(name)
		path := filepath.Join(t.TempDir(), "mine.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		mine, err := scenario.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		builtin, _ := scenario.Load(name)
		if mine.Name != "mine" {
			t.Errorf("got %q, want mine", mine.Name)
		}
		mine.Name, mine.Text = name, builtin.Text
		if !reflect.DeepEqual(mine, builtin) {
			t.Errorf("%s: got %+v, want %+v", name, mine, builtin)
		}
	}
}

// TestShapes checks the promised number of nodes and tasks of each scenario.
func TestShapes(t *testing.T) {
	for _, tc := range []struct {
		name                      string
		nodes, active, free, jobs int
		tasks                     int
	}{
		{"demo", 8, 8, 2, 3, 3},
		{"steady", 8, 8, 2, 3, 3},
		{"chaos", 8, 8, 2, 3, 3},
		{"realistic", 64, 64, 3, 8, 31},
		{"federated", 17, 17, 4, 4, 4},
		{"large", 1000, 1000, 39, 5, 200},
		{"empty", 8, 8, 7, 0, 0},
		{"outage", 8, 0, 2, 3, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := scenario.Load(tc.name)
			if err != nil {
				t.Fatal(err)
			}
			nodes, free, slots := 0, 0, 0
			for _, g := range s.Groups {
				nodes += g.Count
				if g.Role != model.HeadNode {
					free += g.Count
				}
			}
			for _, j := range s.Jobs {
				slots += j.Slots
				free -= j.Slots * (j.Nodes + j.Spares)
			}
			if nodes != tc.nodes || free != tc.free || len(s.Jobs) != tc.jobs || slots != tc.tasks {
				t.Errorf("%d nodes, %d of them free, %d jobs, %d slots; want %+v", nodes, free, len(s.Jobs), slots, tc)
			}
			status := build(t, s).Status()
			if status.TotalNodes != tc.nodes || status.ActiveNodes > tc.active || status.ActiveNodes < tc.active/2 {
				t.Errorf("got %+v, want %d nodes and about %d active ones", status, tc.nodes, tc.active)
			}
		})
	}
}

// TestSteady checks that nothing goes wrong in steady.
func TestSteady(t *testing.T) {
	s, _ := scenario.Load("steady")
	if in := s.Incidents; in.Every != 0 || in.Rate != 0 || in.PerTask != 0 || in.Outage {
		t.Errorf("got %+v, want no incidents", in)
	}
	for _, j := range s.Jobs {
		if j.Failed != 0 || j.Cancelled != 0 {
			t.Errorf("got %+v, want no failures", j)
		}
	}
}

// TestRounds checks that the rounds of federated last three to six seconds.
func TestRounds(t *testing.T) {
	s, _ := scenario.Load("federated")
	for _, j := range s.Jobs {
		round := time.Duration(j.Steps)*j.StepTime + j.Evaluation
		if j.Kind == model.Federated && (round < 3*time.Second || round > 6*time.Second) {
			t.Errorf("%s: a round lasts %s, want 3 to 6 s", j.Name, round)
		}
	}
}

// TestRealistic checks that rates and shares are the published ones, and that all language models keep them.
func TestRealistic(t *testing.T) {
	s, _ := scenario.Load("realistic")
	if s.Incidents.Rate != 6.5 || s.Incidents.DeadMax != 55*time.Second || s.Stragglers.Share != 0.425 {
		t.Errorf("got %+v %+v, want the published rates", s.Incidents, s.Stragglers)
	}
	for _, j := range s.Jobs {
		if j.Failed != 0.425 || j.Cancelled != 0.08 || j.Diverged != 0.005 ||
			(j.Kind == model.LanguageModel) != (j.Spikes == 0.3) {
			t.Errorf("got %+v, want the published shares", j)
		}
		epoch := time.Duration(j.Steps)*j.StepTime + j.Evaluation
		saved := time.Duration(j.CheckpointEvery) * epoch
		if share := j.Checkpoint.Seconds() / saved.Seconds(); share < 0.002 || share > 0.012 || saved > 210*time.Minute {
			t.Errorf("%s: a checkpoint of %s every %s, want 0.2 to 1.2 %% of the time, and one in 210 minutes at least",
				j.Name, j.Checkpoint, saved)
		}
		if share := j.Evaluation.Seconds() / epoch.Seconds(); share < 0.0044 || share > 0.007 {
			t.Errorf("%s: %.2f %% of the time for evaluation, want 0.44 to 0.7 %%", j.Name, 100*share)
		}
	}
}

// TestLoadFails checks the errors for names and files that do not exist.
func TestLoadFails(t *testing.T) {
	folder := t.TempDir()
	for _, tc := range []struct {
		name  string
		wants []string
	}{
		{"dmeo", []string{`there is no scenario "dmeo"`, `did you mean "demo"?`,
			"demo, steady, chaos, realistic, federated, large, empty, outage", "mine.yaml"}},
		{"", []string{`there is no scenario ""`, "use one of demo"}},
		{"Demo2000\x00", []string{"there is no scenario", "use one of demo"}},
		{strings.Repeat("x", 1000), []string{"…", "use one of demo"}},
		{"nope.yaml", []string{`there is no file "nope.yaml"`, "trainmock scenarios demo > mine.yaml"}},
		{"nope.YML", []string{`there is no file "nope.YML"`}},
		{folder + "/nope", []string{"there is no file"}},
		{folder, []string{"cannot read the scenario", "directory"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := scenario.Load(tc.name)
			var inFile *scenario.Error
			if err == nil || errors.As(err, &inFile) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
				t.Fatalf("got %v, want one short line that is no *scenario.Error", err)
			}
			for _, want := range tc.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("does not say %s: %v", want, err)
				}
			}
		})
	}
	if text, ok := scenario.Text("nope"); ok || text != "" {
		t.Errorf("a scenario that is not there: got %q, want nothing", text)
	}
}
