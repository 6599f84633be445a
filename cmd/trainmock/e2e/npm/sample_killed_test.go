//go:build unix

package npm

import (
	"net"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// TestSampleKilled kills Playwright when the sample app is served: nothing serves it any more.
func TestSampleKilled(t *testing.T) {
	port := freePort(t)
	p := newSample(t, port)
	c := p.toolCommand(t, nil, "playwright", "test", "--reporter=line")
	// What Playwright prints is of no interest, and its children may hold a pipe open.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
	awaitServed(t, port, true)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // It was killed.
	awaitServed(t, port, false)
}

// awaitServed waits until somebody listens on a port, or until nobody does.
func awaitServed(t *testing.T, port string, want bool) {
	t.Helper()
	begun := time.Now()
	for range time.Tick(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", net.JoinHostPort("localhost", port))
		if err == nil {
			conn.Close()
		}
		if (err == nil) == want {
			return
		}
		if time.Since(begun) > program.Timeout {
			t.Fatalf("port %s: served: %v after %s, want %v", port, err == nil, program.Timeout, want)
		}
	}
}
