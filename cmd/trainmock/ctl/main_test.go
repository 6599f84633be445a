package ctl_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

var update = flag.Bool("update", false, "write the golden texts of --help instead of comparing them")

func TestMain(m *testing.M) { program.Main(m) }

// run runs trainmock with arguments as a shell does, and returns what it prints.
func run(tb testing.TB, args ...string) (code int, stdout, stderr string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), program.Timeout)
	defer cancel()
	var out, err bytes.Buffer
	code = app.Run(ctx, args, &out, &err)
	if ctx.Err() != nil {
		tb.Errorf("%q: still runs after %s, want an end", args, program.Timeout)
	}
	return code, out.String(), err.String()
}

// server is a run of the program that stands at its start, and is steered by ctl.
type server struct{ *program.Program }

// start runs the program until the test ends.
func start(tb testing.TB, args ...string) server {
	tb.Helper()
	flags := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z"}
	s := server{program.Start(tb, app.Run, append(flags, args...)...)}
	s.ctl(tb, "pause")
	s.ctl(tb, "seek", "2026-01-01T00:10:00Z")
	return s
}

// ctl runs a command that has to succeed, and returns what it prints.
func (s server) ctl(tb testing.TB, args ...string) string {
	tb.Helper()
	code, stdout, stderr := run(tb, append([]string{"ctl", "--url", s.URL}, args...)...)
	if code != 0 || stderr != "" {
		tb.Fatalf("ctl %q: exit code %d, logged %q, want 0 and nothing", args, code, stderr)
	}
	return stdout
}

// compare holds a text against a golden file.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s is not what the program prints (-update writes it), which is\n%s", file, got)
	}
}
