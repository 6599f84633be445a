//go:build unix

package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// shell runs commands as a reader does who has installed trainmock.
type shell struct {
	// root is the repository, scratch the folder of commands that name no folder of it.
	root, scratch string
	env           []string
	// server is the address that stands for localhost:6677.
	server string
}

// newShell installs trainmock for the shell alone.
func newShell(t *testing.T, root string) *shell {
	t.Helper()
	s := &shell{root: root}
	bin := t.TempDir()
	// A server that a command starts listens on a free port of this machine. curl shows no progress, as on a terminal.
	s.env = append(os.Environ(), "GOBIN="+bin, "PATH="+bin+":"+os.Getenv("PATH"), "CURL_HOME="+bin, "NO_PROXY=*",
		"COLUMNS=80", "TRAINMOCK_HOST=127.0.0.1", "TRAINMOCK_PORT=0")
	if err := os.WriteFile(filepath.Join(bin, ".curlrc"), []byte("silent\nshow-error\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if output, err := s.run(t, "go install ./cmd/trainmock", never); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return s
}

// alone returns a shell with a folder of its own, whose commands find a server at an address.
func (s shell) alone(t *testing.T, url string) *shell {
	s.scratch, s.server = t.TempDir(), strings.TrimPrefix(url, "http://")
	s.env = append(slices.Clone(s.env), "TRAINMOCK_URL="+url)
	return &s
}

// check runs a command and compares its output with that in the README.
func (s *shell) check(t *testing.T, c readmeCommand) {
	t.Helper()
	enough := c.shown
	switch {
	case c.script:
		enough = func(output string) bool { return strings.Count(output, "\n") >= 3 }
	case !c.endless():
		enough = never
	}
	output, err := s.run(t, c.text, enough)
	if err != nil {
		t.Errorf("%s: %s\n%v, and printed\n%s\nwant\n%s", c.where, c.text, err, output, c.want)
	} else if !c.script && !c.shown(output) {
		t.Errorf("%s: %s\nprinted\n%s\nwant\n%s", c.where, c.text, output, c.want)
	}
}

// never has a command run until it ends.
func never(string) bool { return false }

// ownAddress matches the address of a server that a command started.
var ownAddress = regexp.MustCompile(`(localhost|127\.0\.0\.1):\d+`)

// run returns what a command printed until it ended, or until that was enough. Addresses are those of the README.
func (s *shell) run(t *testing.T, command string, enough func(output string) bool) (string, error) {
	t.Helper()
	command = strings.ReplaceAll(command, "localhost:6677", s.server)
	c := exec.Command("bash", "-eo", "pipefail", "-c", command)
	c.Dir, c.Env = s.scratch, s.env
	if strings.Contains(command, "./cmd/") || strings.HasPrefix(command, ".ci/") {
		c.Dir = s.root
	}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	printed, err := c.StdoutPipe()
	if err != nil {
		return "", err
	}
	c.Stderr = c.Stdout
	if err := c.Start(); err != nil {
		return "", err
	}
	// The group is the shell and all that it started; it may have ended by itself.
	end := func() { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	limit := time.AfterFunc(3*program.Timeout, end)
	defer limit.Stop()
	output, buffer := "", make([]byte, 64<<10)
	for {
		n, err := printed.Read(buffer)
		output = ownAddress.ReplaceAllString(output+string(buffer[:n]), "localhost:6677")
		if enough(output) {
			end()
			_ = c.Wait() // it was killed
			return output, nil
		}
		if err != nil {
			return output, c.Wait()
		}
	}
}
