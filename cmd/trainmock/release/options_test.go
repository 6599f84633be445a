package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// start runs the command as a shell does.
func start(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(ctx, args, &out, &err)
	return code, out.String(), err.String()
}

// TestMistakes: a mistake in a flag is answered before anything is built, with what to write instead.
func TestMistakes(t *testing.T) {
	// A mistake that is not seen ends the command, too, before it builds.
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct{ args, want string }{
		{"--platform plan9/amd64", "use linux/amd64, linux/arm64, darwin/amd64"},
		{"--platform linux/amd64,linux/386", `"linux/386"`},
		{"--platform linux", `"linux"`},
		{"--platform linux/amd64,,linux/arm64", "use linux/amd64"},
		{"--version v0.2.0", "use, for example, 0.2.0"},
		{"--version 0.2", "use, for example, 0.2.0"},
		{"--version 0.2.0-01", "use, for example, 0.2.0"},
		{"--version 0.2.0+build", "use, for example, 0.2.0"},
		{"--version 00.2.0", "use, for example, 0.2.0"},
		{"--version=", "use, for example, 0.2.0"},
		{"--nope", "--nope"},
		{"out", "out"},
	} {
		out := filepath.Join(t.TempDir(), "out")
		code, stdout, stderr := start(over, append(strings.Fields(tc.args), "--out", out)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, tc.want) {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %d and %q",
				tc.args, code, stdout, stderr, exitUsage, tc.want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: the folder exists, want nothing written", tc.args)
		}
	}
}

// TestPlatforms: each platform is built once, in the order of the table.
func TestPlatforms(t *testing.T) {
	for args, want := range map[string]string{
		"": "[linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64]",
		"--platform windows/arm64,linux/amd64 --platform linux/amd64": "[linux/amd64 windows/arm64]",
	} {
		o, err := parseOptions(strings.Fields(args), nil, nil)
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		if got := strings.Join(namesOf(o.platforms()), " "); "["+got+"]" != want {
			t.Errorf("%q builds [%s], want %s", args, got, want)
		}
	}
}

func namesOf(list []platform) (names []string) {
	for _, p := range list {
		names = append(names, p.String())
	}
	return names
}

// TestHelp tells what is built, and what to do with it.
func TestHelp(t *testing.T) {
	code, stdout, stderr := start(t.Context(), "--help")
	if code != exitFine || stderr != "" {
		t.Errorf("exit code %d, logged %q, want 0 and nothing", code, stderr)
	}
	for _, want := range []string{
		"SHA256SUMS", "docker build", "npm publish", "trainmock-0.1.0.tgz", "--platform", "(.artifacts/release)", "(0.1.0)",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%s is not in the help:\n%s", want, stdout)
		}
	}
}

// TestElsewhere: outside of the repository, and when it is interrupted, it fails with a reason.
func TestElsewhere(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	code, _, stderr := start(over, "--out", t.TempDir())
	if code != exitFailed || !strings.Contains(stderr, "interrupted") {
		t.Errorf("interrupted: exit code %d, logged %q, want %d and that word", code, stderr, exitFailed)
	}
	t.Chdir(t.TempDir())
	code, _, stderr = start(t.Context(), "--out", t.TempDir())
	if code != exitFailed || !strings.Contains(stderr, "run it in a checkout of trainmock") {
		t.Errorf("elsewhere: exit code %d, logged %q, want %d and where to run it", code, stderr, exitFailed)
	}
}
