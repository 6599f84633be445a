package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/stream/scenario"
)

const tiny = "groups:\n- {name: a, count: 1, cpus: 8, memory_gb: 32}\n"

// TestCheckScenarios checks files by themselves.
func TestCheckScenarios(t *testing.T) {
	t.Chdir(t.TempDir())
	demo, _ := scenario.Text("demo")
	for name, text := range map[string]string{
		"mine": tiny, "mine.yaml": demo, "bad.yaml": strings.Replace(tiny, "cpus: 8", "cpu: 8", 1), "empty.yaml": "",
		"utf-16.yaml": "\xff\xfeg\x00r\x00", "ahead.yaml": tiny + "timeline:\n- {at: 1m, fail_node: {node_id: '#1', for: 1m}}\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args           string
		code           int
		stdout, stderr string
	}{
		{"mine", exitFine, "mine is good: scenario mine, 1 node, 0 jobs, 0 commands\n", ""},
		{"ahead.yaml", exitFine, "ahead.yaml is good: scenario ahead, 1 node, 0 jobs, 1 command\n", ""},
		{"demo", exitFine, "demo is good: scenario demo, ", ""},
		{"mine.yaml demo", exitFine, "mine.yaml is good: scenario mine, ", ""},
		{"bad.yaml", exitFailed, "", `bad.yaml:2: unknown key "cpu" in entry 1 of groups: did you mean "cpus"?`},
		{"bad.yaml mine empty.yaml", exitFailed, "mine is good", "empty.yaml:1: the file is empty"},
		{"utf-16.yaml", exitFailed, "", "utf-16.yaml:1: a scenario is not keys with values"},
		{"folder", exitFailed, "", `"folder" is a directory`},
		{"nope", exitFailed, "", `there is no file "nope"`},
		{"", exitUsage, "", "trainmock scenarios check --help tells more"},
		{"--bogus", exitUsage, "", "--bogus"},
		{"--port 1", exitUsage, "", "--port"},
	} {
		code, stdout, stderr := runBriefly(t, strings.Fields("scenarios check "+tc.args)...)
		if code != tc.code || !strings.HasPrefix(stdout, tc.stdout) || !strings.Contains(stderr, tc.stderr) ||
			(stderr == "") != (code == exitFine) || (stdout == "") != (tc.stdout == "") {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %d, %q and %q", tc.args, code, stdout, stderr,
				tc.code, tc.stdout, tc.stderr)
		}
		if stderr != "" && !strings.HasPrefix(stderr, "trainmock scenarios check: ") {
			t.Errorf("%s: logged %q, want the name of the command first", tc.args, stderr)
		}
	}
}

// TestCheckStandardInput checks what another program prints, and shows a bad name by its escapes.
func TestCheckStandardInput(t *testing.T) {
	typeText(t, tiny)
	if code, stdout, stderr := runBriefly(t, "scenarios", "check", "-"); code != exitFine || stderr != "" ||
		stdout != "- is good: scenario stdin, 1 node, 0 jobs, 0 commands\n" {
		t.Errorf("exit code %d, printed %q, logged %q, want 0 and a sentence", code, stdout, stderr)
	}
	file := filepath.Join(t.TempDir(), trick+".yaml")
	typeText(t, tiny+"\nfaults:\n  - drop: {}\n")
	if _, stdout, _ := runBriefly(t, "scenarios", "check", "-"); !strings.HasSuffix(stdout, "0 commands, 1 fault\n") {
		t.Errorf("printed %q, want 1 fault", stdout)
	}
	for _, text := range []string{"name: mine\n" + tiny, "a: 1"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, stdout, stderr := runBriefly(t, "scenarios", "check", file)
		checkSeen(t, "the sentence", stdout)
		checkSeen(t, "the error", stderr)
	}
}

// TestCheckHelp names the exit codes.
func TestCheckHelp(t *testing.T) {
	code, stdout, _ := runBriefly(t, "scenarios", "check", "--help")
	for _, want := range []string{"Usage: trainmock scenarios check", "Exit codes: 0", "scenarios check -"} {
		if code != exitFine || !strings.Contains(stdout, want) {
			t.Errorf("exit code %d, %s is not in %s", code, want, stdout)
		}
	}
}
