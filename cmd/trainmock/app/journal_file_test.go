package app

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"trainmock/cmd/trainmock/ctl"
	"trainmock/cmd/trainmock/internal/program"
)

// fromPowerShell returns a text as Windows PowerShell's > writes it.
func fromPowerShell(text string) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"))) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// TestJournalOfAShell plays a journal from the files that shells write, and from standard input.
func TestJournalOfAShell(t *testing.T) {
	a := program.Start(t, Run, "--scenario", "empty", "--seed", "7", "--speed", "0")
	saved, want := string(a.Get(t, "/mock/journal")), string(a.Get(t, "/mock/clock"))
	file := filepath.Join(t.TempDir(), "run.ndjson")
	for name, text := range map[string]string{
		"as it is": saved, "from PowerShell": fromPowerShell(saved), "with a mark": "\ufeff" + saved,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := string(program.Start(t, Run, "--journal", file).Get(t, "/mock/clock")); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		typeText(t, text)
		if got := string(program.Start(t, Run, "--journal", "-").Get(t, "/mock/clock")); got != want {
			t.Errorf("%s, from standard input: got %s, want %s", name, got, want)
		}
		if code := ctl.Run(t.Context(), []string{"--url", a.URL, "journal", "load", file}, t.Output(),
			t.Output()); code != exitFine {
			t.Errorf("%s: ctl journal load ends with %d, want 0", name, code)
		}
	}
}

// TestNoJournal names files that are no journals, each with what is wrong.
func TestNoJournal(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("runs", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("run.yaml", []byte("# A run.\nname: run\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"run.yaml":    "run.yaml:1: this is YAML, and a journal has an object of JSON a line",
		"runs":        `"runs" is a directory: name a file in it`,
		".":           `"." is a directory`,
		"gone.ndjson": `there is no file "gone.ndjson": trainmock ctl journal save`,
		os.DevNull:    "the journal is empty",
	} {
		code, _, stderr := runBriefly(t, "--journal", path)
		if code != exitUsage {
			t.Errorf("%s: exit code %d, want %d", path, code, exitUsage)
		}
		checkLine(t, stderr, want)
	}
}
