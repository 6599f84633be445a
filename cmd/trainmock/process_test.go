package main

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// binary is the built program; built once, and only if a test asks for it.
var binary = sync.OnceValues(func() (string, error) {
	directory, err := os.MkdirTemp("", "trainmock-test-")
	if err != nil {
		return "", err
	}
	binaryDirectory = directory
	path := filepath.Join(directory, "trainmock")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Stderr = os.Stderr
	return path, build.Run()
})

var binaryDirectory string

func removeBinary() {
	if binaryDirectory != "" {
		os.RemoveAll(binaryDirectory)
	}
}

// process is a run of the program in a process of its own.
type process struct {
	*exec.Cmd
	url            string
	stdout, stderr *output
}

// startProcess runs the built program on a free port; the test has to end it.
func startProcess(tb testing.TB, args ...string) *process {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	return startCommand(tb, exec.Command(path, append([]string{"--host", "127.0.0.1", "--port", "0"}, args...)...))
}

// startCommand starts a program that prints its address as trainmock does; the test has to end it.
func startCommand(tb testing.TB, command *exec.Cmd) *process {
	tb.Helper()
	p := &process{Cmd: command, stdout: newOutput(), stderr: newOutput()}
	p.Stdout, p.Stderr = p.stdout, p.stderr
	if err := p.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if p.ProcessState == nil {
			p.Process.Kill()
			p.Wait()
		}
	})
	select {
	case <-p.stdout.ready:
	case <-time.After(patience):
		tb.Fatalf("no banner: %s %s", p.stdout, p.stderr)
	}
	p.url = p.stdout.url()
	return p
}

// end asks the process to end and returns how long that took. It fails the test unless it ends well.
func (p *process) end(tb testing.TB, signal os.Signal) time.Duration {
	tb.Helper()
	begun := time.Now()
	if err := p.Process.Signal(signal); err != nil {
		tb.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		tb.Errorf("%v: %v %s", signal, err, p.stderr)
	}
	return time.Since(begun)
}

// questions are all monitor routes at many instants.
func questions(tb testing.TB) []string {
	tb.Helper()
	demo, _ := scenario.Load("demo")
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w, err := world.New(world.Options{Scenario: demo, Seed: 7, Start: begin})
	if err != nil {
		tb.Fatal(err)
	}
	var list []string
	for i := range 15 {
		at := begin.Add(time.Duration(i-3) * 97_654_321 * time.Microsecond)
		if i == 0 {
			at = begin.AddDate(-9, 0, 0)
		}
		paths := []string{
			"/monitor/ray/cluster/node", "/monitor/ray/cluster/status", "/monitor/training/task_123", "/monitor/training/my.own-run",
			"/monitor/ray/cluster/node/node_1234/metrics",
		}
		for _, task := range w.At(at).Tasks() {
			paths = append(paths, "/monitor/training/"+task.TaskID)
		}
		for _, node := range append(w.At(at).Task("task_123").Nodes, w.At(at).Nodes()[i%8].ID, w.At(at).Nodes()[(i+3)%8].ID) {
			paths = append(paths, "/monitor/ray/cluster/node/"+node+"/metrics")
		}
		for _, path := range paths {
			list = append(list, path+"?at="+url.QueryEscape(model.Stamp(at)))
		}
	}
	return list
}

// TestSameBytes: processes that share seed and start give the same answers, in whatever order they are asked.
func TestSameBytes(t *testing.T) {
	args := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z"}
	first, second, third := start(t, args...), start(t, args...), startProcess(t, args...)
	client := newClient(t)
	list := questions(t)
	want := make([][]byte, len(list))
	for i, question := range list {
		want[i] = get(t, client, first.url+question)
	}
	for name, other := range map[string]string{"backwards": second.url, "in a process of its own": third.url} {
		order := rand.Perm(len(list))
		if name == "backwards" {
			for i := range order {
				order[i] = len(list) - 1 - i
			}
		}
		for _, i := range order {
			if got := get(t, client, other+list[i]); !bytes.Equal(got, want[i]) {
				t.Errorf("%s, %s\n got %s\nwant %s", name, list[i], got, want[i])
			}
		}
	}
	if status, _ := try(t, client, third.url+"/health"); status != http.StatusOK {
		t.Errorf("/health: %d", status)
	}
	third.end(t, os.Interrupt)
}
