//go:build unix

package app

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// ignoring returns a runner whose program finds a signal ignored at the start.
func ignoring(name string) []string {
	return []string{"sh", "-c", `trap "" ` + name + `; exec "$0" "$@"`}
}

// TestSignals sends a process signals, also one that it found ignored. At the end its exit code has to be 0.
func TestSignals(t *testing.T) {
	program.LookFor(t, "sh", program.DemandClients)
	for _, tc := range []struct {
		name       string
		runner     []string
		survives   []os.Signal
		lastSignal os.Signal
	}{
		{"the terminal closes", nil, nil, syscall.SIGHUP},
		{"behind nohup", ignoring("HUP"), []os.Signal{syscall.SIGHUP, syscall.SIGHUP}, syscall.SIGTERM},
		{"Ctrl-C behind nohup", ignoring("HUP"), []os.Signal{syscall.SIGHUP}, os.Interrupt},
		{"in the background of a script", ignoring("INT"), nil, os.Interrupt},
		{"the terminal closes over a script", ignoring("INT"), nil, syscall.SIGHUP},
		{"SIGTERM ignored", ignoring("TERM"), nil, syscall.SIGTERM},
		{"a reader goes away", nil, []os.Signal{syscall.SIGPIPE}, syscall.SIGTERM},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.lastSignal == syscall.SIGHUP && signal.Ignored(syscall.SIGHUP) {
				t.Skip("what runs this test ignores SIGHUP, and so would the program")
			}
			p := program.StartUnder(t, tc.runner, "--tick", "20ms", "--scenario", "empty")
			for _, s := range tc.survives {
				if err := p.Cmd.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			if len(tc.survives) > 0 {
				f, err := program.OpenSSE(t.Context(), p.Client, p.URL+"/stream/sse?topics=cluster")
				if err != nil {
					t.Fatal(err)
				}
				// An end would take less than the second of these ticks.
				if _, err := program.ReadTicks(f, 50); err != nil {
					t.Errorf("after %v: %v, want it to go on", tc.survives, err)
				}
			}
			p.End(t, tc.lastSignal)
		})
	}
}

// TestClosedOutputs starts a process whose outputs nobody reads: it serves all the same.
func TestClosedOutputs(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(int(portOf(free)))
	free.Close()
	// The path of the built program.
	path := program.StartProcess(t).Cmd.Path
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	c := exec.Command(path, "--host", "127.0.0.1", "--port", port)
	c.Stdout, c.Stderr = writer, writer
	// What goes to standard error, too, is one line.
	c.Env = append(os.Environ(), "TRAINMOCK_SEED=tcp://10.96.0.12:6677")
	p := &program.Process{Cmd: c, Endpoint: program.Endpoint{URL: "http://127.0.0.1:" + port}}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	if awaitHealth(p.URL) != nil {
		p.Kill()
		t.Fatalf("ended with %v, want it to serve", c.ProcessState)
	}
	p.End(t, syscall.SIGTERM)
}

// awaitHealth waits until a server answers.
func awaitHealth(url string) error {
	for limit := time.After(program.Timeout); ; {
		r, err := http.Get(url + "/health")
		if err == nil {
			return r.Body.Close()
		}
		select {
		case <-limit:
			return err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// TestClosedOutputOfATable: a command that only prints ends without a word when its reader has gone, as others do.
func TestClosedOutputOfATable(t *testing.T) {
	path := program.StartProcess(t).Cmd.Path
	for _, command := range [][]string{{"scenarios", "demo"}, {"--help"}, {"scenarios"}} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		var stderr bytes.Buffer
		c := exec.Command(path, command...)
		c.Stdout, c.Stderr = writer, &stderr
		if err := c.Run(); err == nil || stderr.Len() > 0 {
			t.Errorf("%q: ended with %v and logged %q, want an end by SIGPIPE and nothing", command, err, &stderr)
		}
		writer.Close()
	}
}
