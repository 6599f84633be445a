package app

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/scenario"
)

// setStandardInput has the program read a pipe until the test ends. It returns the other end.
func setStandardInput(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	own := os.Stdin
	os.Stdin = reader
	t.Cleanup(func() {
		writer.Close()
		// Who reads it still has looked at os.Stdin before.
		reader.Close()
		os.Stdin = own
	})
	return writer
}

// typeText writes a text to standard input, up to its end.
func typeText(t *testing.T, text string) {
	t.Helper()
	input := setStandardInput(t)
	go func() {
		defer input.Close()
		_, _ = input.WriteString(text) // the program may have stopped to read
	}()
}

func TestScenarioFromStandardInput(t *testing.T) {
	text, _ := scenario.Text("steady")
	typeText(t, text)
	p := program.Start(t, Run, "--scenario", "-")
	if got := program.Decode(t, p.Get(t, "/health"))["scenario"]; got != "stdin" {
		t.Errorf("the scenario is %v, want stdin", got)
	}
	if !strings.Contains(p.Stdout.String(), "trainmock --scenario - --seed") {
		t.Errorf("the banner is %s, want --scenario - in it", p.Stdout)
	}
}

func TestBadStandardInput(t *testing.T) {
	typeText(t, "groups:\n- name: a\n  count: -1\n")
	code, _, stderr := runBriefly(t, "--scenario", "-")
	if code != exitUsage || !strings.HasPrefix(stderr, "trainmock: --scenario: stdin:3: count: -1 is not from") {
		t.Errorf("exit code %d, logged %q, want %d and the line of standard input", code, stderr, exitUsage)
	}
}

// TestInterruptedReading ends the program while it waits for a person to type a scenario. A check that did not come to
// its end is not passed.
func TestInterruptedReading(t *testing.T) {
	for _, tc := range []struct {
		args string
		code int
	}{
		{"--scenario -", exitFine},
		{"scenarios check -", exitFailed},
	} {
		t.Run(tc.args, func(t *testing.T) {
			input := setStandardInput(t)
			ctx, cancel := context.WithCancel(t.Context())
			var stdout, stderr bytes.Buffer
			ended := make(chan int)
			go func() { ended <- Run(ctx, strings.Fields(tc.args), &stdout, &stderr) }()
			// More than a pipe holds: it is written once the program reads.
			_ = input.SetWriteDeadline(time.Now().Add(program.Timeout))
			if _, err := input.WriteString(strings.Repeat("#", 128<<10)); err != nil {
				t.Error(err)
			}
			cancel()
			code := <-ended
			if code != tc.code || stdout.Len() > 0 || stderr.Len() > 0 {
				t.Errorf("exit code %d, printed %q, logged %q, want %d and nothing", code, &stdout, &stderr,
					tc.code)
			}
			input.Close()
		})
	}
}
