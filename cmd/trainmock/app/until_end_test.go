package app

import (
	"bytes"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// TestUntilStdinEnds serves while standard input is open, whatever is written to it, and ends with it, after a good-bye
// on every stream.
func TestUntilStdinEnds(t *testing.T) {
	input := setStandardInput(t)
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	stdout := program.NewOutput()
	go func() {
		ended <- Run(t.Context(), []string{"--host", "127.0.0.1", "--port", "0", "--until-stdin-ends"}, stdout, &stderr)
	}()
	url := program.AwaitURL(t, stdout, stdout)
	feed, err := program.OpenSSE(t.Context(), program.NewClient(t), url+"/stream/sse?topics=tasks")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := input.WriteString("some text\n"); err != nil {
		t.Fatal(err)
	}
	if m, err := feed.Next(); err != nil || m.Type != "hello" {
		t.Fatalf("got %s (%v), want hello while the input is open", m.Type, err)
	}
	input.Close()
	last := ""
	for m, err := feed.Next(); err == nil; m, err = feed.Next() {
		last = m.Type
	}
	if code := <-ended; code != exitFine || last != "bye" || stderr.Len() > 0 {
		t.Errorf("exit code %d after %q, logged %q, want 0 after bye and nothing", code, last, &stderr)
	}
}

// TestUntilStdinEndsReads refuses to watch an input that it reads to its end.
func TestUntilStdinEndsReads(t *testing.T) {
	for _, flag := range []string{"--scenario", "--journal"} {
		code, _, stderr := runBriefly(t, "--until-stdin-ends", flag, "-")
		if code != exitUsage || !strings.HasPrefix(stderr, "trainmock: --until-stdin-ends: standard input is read") {
			t.Errorf("%s -: exit code %d, logged %q, want %d and a line about the flag", flag, code, stderr, exitUsage)
		}
	}
}
