package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/scenario"
)

func TestScenariosList(t *testing.T) {
	code, stdout, stderr := runBriefly(t, "scenarios")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if code != exitFine || stderr != "" || len(lines) != len(scenario.Names()) {
		t.Fatalf("exit code %d, printed %q, logged %q, want 0 and a line a scenario", code, stdout, stderr)
	}
	for i, name := range scenario.Names() {
		if first, rest, _ := strings.Cut(lines[i], " "); first != name || len(strings.TrimSpace(rest)) < 10 {
			t.Errorf("line %d is %q, want %s and its description", i+1, lines[i], name)
		}
	}
}

func TestScenariosHelp(t *testing.T) {
	code, stdout, _ := runBriefly(t, "scenarios", "--help")
	for _, want := range []string{"Usage: trainmock scenarios", "trainmock scenarios demo > mine.yaml",
		"trainmock scenarios check mine.yaml", "trainmock --scenario mine.yaml", "outage"} {
		if code != exitFine || !strings.Contains(stdout, want) {
			t.Errorf("exit code %d, %s is not in %s", code, want, stdout)
		}
	}
	if _, stdout, _ = runBriefly(t, "--help"); !strings.Contains(stdout, "trainmock scenarios demo > mine.yaml") ||
		!strings.Contains(stdout, "trainmock --scenario mine.yaml") {
		t.Errorf("the help is %s, want the command scenarios in it", stdout)
	}
}

func TestScenariosBad(t *testing.T) {
	for _, tc := range []struct{ args, names string }{
		{"scenarios nope", "use one of demo, steady"},
		{"scenarios demo steady", "steady"},
		{"scenarios --bogus", "--bogus"},
		{"scenarios --port 80", "--port"},
		{"--port 0 scenarios", "scenarios"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			code, stdout, stderr := runBriefly(t, strings.Fields(tc.args)...)
			if code != exitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 ||
				!strings.Contains(stderr, tc.names) {
				t.Errorf("exit code %d, printed %q, logged %q, want %d and a line with %q", code, stdout, stderr,
					exitUsage, tc.names)
			}
		})
	}
}

// TestScenarioFromPrint: what scenarios prints is a file that --scenario serves, as the same cluster.
func TestScenarioFromPrint(t *testing.T) {
	_, text, _ := runBriefly(t, "scenarios", "demo")
	path := filepath.Join(t.TempDir(), "my cluster.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z"}
	mine, demo := program.Start(t, Run, append(args, "--scenario", path)...), program.Start(t, Run, args...)
	const question = "/monitor/ray/cluster/node?at=2026-01-01T00:03:00Z"
	if got, want := mine.Get(t, question), demo.Get(t, question); string(got) != string(want) {
		t.Errorf("got %.300s\nwant %.300s", got, want)
	}
	if got := fmt.Sprint(program.Decode(t, mine.Get(t, "/health"))["scenario"]); got != "my cluster" {
		t.Errorf("called %q, want my cluster", got)
	}
	if want := "--scenario '" + path + "' --seed 7"; !strings.Contains(mine.Stdout.String(), want) {
		t.Errorf("the banner does not say %s: %s", want, mine.Stdout)
	}
}

// TestBadScenarioFile: one error with the file, the line and its text, and no word about flags.
func TestBadScenarioFile(t *testing.T) {
	text, _ := scenario.Text("demo")
	for _, tc := range []struct{ name, old, bad, says string }{
		{"negative count", "count: 3,", "count: -3,", "count: -3 is not from 1 to 100000: use, for example, count: 3"},
		{"typo", "epochs: 25", "epoch: 25", `did you mean "epochs"?`},
		{"empty", text, "", "the file is empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bad.yaml")
			if err := os.WriteFile(path, []byte(strings.Replace(text, tc.old, tc.bad, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			code, stdout, stderr := runBriefly(t, "--port", "0", "--scenario", path)
			if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "trainmock: --scenario: ") ||
				strings.Contains(stderr, "--help") {
				t.Errorf("exit code %d, printed %q, logged %q, want %d and an error about --scenario", code, stdout,
					stderr, exitUsage)
			}
			if !strings.Contains(stderr, filepath.Base(path)+":") || !strings.Contains(stderr, tc.says) ||
				!strings.Contains(stderr, "\n> ") {
				t.Errorf("logged %q, want %q and the line of the file", stderr, tc.says)
			}
		})
	}
}
