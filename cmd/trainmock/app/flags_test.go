package app

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/cmd/trainmock/internal/version"
)

// runBriefly runs the program where it should end by itself.
func runBriefly(tb testing.TB, args ...string) (code int, stdout, stderr string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), program.Timeout)
	defer cancel()
	var out, err bytes.Buffer
	code = Run(ctx, args, &out, &err)
	if ctx.Err() != nil {
		tb.Errorf("%q: still serves after %s, want an end", args, program.Timeout)
	}
	return code, out.String(), err.String()
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := runBriefly(t, "--help")
	if code != exitFine || stderr != "" {
		t.Errorf("exit code %d, logged %q, want 0 and nothing", code, stderr)
	}
	for _, flag := range []string{
		"host", "port", "scenario", "seed", "start", "anchor", "speed", "tick", "replay", "strict", "cors-origin",
		"max-subscribers", "tls-cert", "tls-key", "tls-self-signed", "exclusive", "error-rate", "log-level",
		"log-format", "read-only", "print", "token", "allow-host", "control-origin", "at", "journal",
		"watch",
	} {
		variable := "$TRAINMOCK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
		if !strings.Contains(stdout, "--"+flag) || !strings.Contains(stdout, variable) {
			t.Errorf("no --%s or no %s in the help, want both: %s", flag, variable, stdout)
		}
	}
	for _, want := range []string{
		"--version", "--help", "trainmock --seed 7 --start 2026-01-01T00:00:00Z", "curl -N localhost:6677/stream/sse",
		"TRAINMOCK_PORT=8080", "Exit codes:", "demo", "chaos", "outage",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%s is not in the help", want)
		}
	}
	for line := range strings.Lines(stdout) {
		if len(line) > 165 {
			t.Errorf("a line of %d characters, want at most 165: %s", len(line), line)
		}
	}
}

// TestTextsOfFlags checks that every flag says what it is for, and that no text is for a flag that is not there.
func TestTextsOfFlags(t *testing.T) {
	parser, err := newParser(&flags{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, flag := range parser.Model.Flags {
		names[flag.Name] = true
		if flag.Help == "" {
			t.Errorf("--%s has no help", flag.Name)
		}
	}
	for name := range allFlagTexts() {
		if !names[name] {
			t.Errorf("there is a text for --%s, but no such flag", name)
		}
	}
}

func TestVersion(t *testing.T) {
	code, stdout, stderr := runBriefly(t, "--version")
	if code != exitFine || stdout != "trainmock "+version.Text()+"\n" || stderr != "" {
		t.Errorf("exit code %d, printed %q, logged %q, want 0 and the version", code, stdout, stderr)
	}
}

// badFlags are command lines that are refused, each with the flag that the error names.
var badFlags = []struct{ args, names string }{
	{"--tick 1ms", "--tick"},
	{"--tick 20.5ms", "--tick"},
	{"--tick 2h", "--tick"},
	{"--tick -1s", "--tick"},
	{"--tick soon", "--tick"},
	{"--tick=", "--tick"},
	{"--speed -1", "--speed"},
	{"--speed NaN", "--speed"},
	{"--speed Inf", "--speed"},
	{"--speed 1e9", "--speed"},
	{"--speed fast", "--speed"},
	{"--at soon", "--at"},
	{"--at +20y", "--at"},
	{"--at +9000d", "--at"},
	{"--journal /nope.ndjson", "--journal"},
	{"--journal /nope.ndjson --at +2h", "--at"},
	{"--seed -1", "--seed"},
	{"--seed abc", "--seed"},
	{"--seed 1e17", "--seed"},
	{"--seed 100000000000000000", "--seed"},
	{"--seed 9007199254740992", "--seed"},
	{"--start abc", "--start"},
	{"--start 2026-13-01", "--start"},
	{"--start 0001-01-01T00:00:00Z", "--start"},
	{"--anchor abc", "--anchor"},
	{"--anchor 1970-01-01T00:00:00Z", "--anchor"},
	{"--anchor -300d --speed 100", "--anchor"},
	{"--scenario nope", "--scenario"},
	{"--scenario=", "--scenario"},
	{"--port 70000", "--port"},
	{"--port -1", "--port"},
	{"--port abc", "--port"},
	{"--max-subscribers 0", "--max-subscribers"},
	{"--max-subscribers -5", "--max-subscribers"},
	{"--max-subscribers many", "--max-subscribers"},
	{"--replay -1s", "--replay"},
	{"--replay 10", "--replay"},
	{"--error-rate 2", "--error-rate"},
	{"--error-rate -0.1", "--error-rate"},
	{"--error-rate NaN", "--error-rate"},
	{"--exclusive=maybe", "--exclusive"},
	{"--read-only=maybe", "--read-only"},
	{"--cors-origin localhost:5173", "--cors-origin"},
	{"--token=", "--token"},
	{"--token=tökén", "--token"},
	{"--allow-host=", "--allow-host"},
	{"--allow-host *", "--allow-host"},
	{"--allow-host mock.example:6677", "--allow-host"},
	{"--control-origin=", "--control-origin"},
	{"--control-origin *", "--control-origin"},
	{"--control-origin localhost:5173", "--control-origin"},
	{"--log-level x", "--log-level"},
	{"--log-format xml", "--log-format"},
	{"--print yaml", "--print"},
	{"--strict=maybe", "--strict"},
	{"--bogus", "--bogus"},
	{"--prot 80", "--prot"},
	{"serve", "serve"},
	{"--port", "--port"},
}

func TestBadFlags(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, tc := range badFlags {
		t.Run(tc.args, func(t *testing.T) {
			code, stdout, stderr := runBriefly(t, append([]string{"--host", "127.0.0.1"},
				strings.Fields(tc.args)...)...)
			if code != exitUsage || stdout != "" {
				t.Errorf("exit code %d, printed %q, want %d and nothing", code, stdout, exitUsage)
			}
			checkLine(t, stderr, tc.names)
		})
	}
}

// checkLine fails the test unless the error is one line that names a flag.
func checkLine(t *testing.T, stderr, names string) {
	t.Helper()
	if !strings.HasPrefix(stderr, "trainmock: ") || strings.Count(stderr, "\n") != 1 ||
		!strings.HasSuffix(stderr, "\n") || len(stderr) > 400 {
		t.Errorf("logged %q, want one line that begins with trainmock:", stderr)
	}
	if !strings.Contains(stderr, names) {
		t.Errorf("logged %q, want %s in it", stderr, names)
	}
}

// TestRelativeStart: an instant with a sign is a value, not a flag.
func TestRelativeStart(t *testing.T) {
	p := program.Start(t, Run, "--start", "-1d", "--anchor", "-5m")
	health := program.Decode(t, p.Get(t, "/health"))
	begun, err := time.Parse(time.RFC3339, fmt.Sprint(health["start"]))
	if err != nil || time.Since(begun) < 24*time.Hour || time.Since(begun) > 24*time.Hour+program.Timeout {
		t.Errorf("start is %s (%v), want a day ago", begun, err)
	}
	now, err := time.Parse(time.RFC3339, fmt.Sprint(health["now"]))
	if gone := now.Sub(begun); err != nil || gone < 5*time.Minute || gone > 5*time.Minute+program.Timeout {
		t.Errorf("%s since the start (%v), want five minutes", gone, err)
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	code, stdout, stderr := runBriefly(t, "--host", "127.0.0.1", "--port", port)
	if code != exitFailed || stdout != "" {
		t.Errorf("exit code %d, printed %q, want %d and nothing", code, stdout, exitFailed)
	}
	checkLine(t, stderr, "--port")
	checkLine(t, stderr, port+" is in use")
}

func TestNoSuchHost(t *testing.T) {
	// RFC 5737: an address that no machine has.
	code, _, stderr := runBriefly(t, "--host", "203.0.113.1", "--port", "0")
	if code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	checkLine(t, stderr, "--host")
}
