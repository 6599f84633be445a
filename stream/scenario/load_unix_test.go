//go:build unix

package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"trainmock/stream/scenario"
)

// TestNamedPipe reads a file that cannot be read twice, as <(command) makes it in a shell.
func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(path, []byte(small), 0) }()
	if s, err := scenario.Load(path); err != nil || s.Name != "small" {
		t.Errorf("got %q (%v), want small", s.Name, err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// TestUnreadable names the file that may not be read, and one that cannot be found by its links.
func TestUnreadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.Symlink(path, path); err != nil {
		t.Fatal(err)
	}
	if _, err := scenario.Load(path); err == nil || !strings.Contains(err.Error(), "cannot read the scenario: open") {
		t.Errorf("got %v, want an error about the links", err)
	}
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	secret := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(secret, nil, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := scenario.Load(secret); err == nil || !strings.Contains(err.Error(), "may not read the file") {
		t.Errorf("got %v, want an error about permission", err)
	}
}
