//go:build unix

package npm

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// goneWithin limits how long a server goes on after its parent.
const goneWithin = time.Second

// running is a command that has printed a line of JSON and goes on.
type running struct {
	*exec.Cmd
	done chan error
}

// startJSON starts a command in a group of its own, and decodes the first line that it prints.
func startJSON(t *testing.T, c *exec.Cmd, v any) *running {
	t.Helper()
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	r := &running{c, make(chan error, 1)}
	// The group may have ended by itself.
	t.Cleanup(func() { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), v) != nil {
		t.Errorf("%v printed %q, want a line of JSON", c.Args, lines.Text())
	}
	go func() {
		io.Copy(io.Discard, stdout) // nobody else reads what follows
		r.done <- c.Wait()
	}()
	return r
}

func (r *running) signal(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := r.Process.Signal(signal); err != nil {
		t.Error(err)
	}
}

// checkGone fails the test unless a server soon frees its port.
func checkGone(t *testing.T, url string) {
	t.Helper()
	address := strings.TrimPrefix(url, "http://")
	begun := time.Now()
	for range time.Tick(10 * time.Millisecond) {
		listener, err := net.Listen("tcp", address)
		if err == nil {
			listener.Close()
			break
		}
		if time.Since(begun) > program.Timeout {
			t.Fatalf("%s: %v after %v", address, err, time.Since(begun))
		}
	}
	if took := time.Since(begun); took > goneWithin {
		t.Errorf("the port was free after %v, want it within %v", took, goneWithin)
	}
}
