//go:build unix

// Package replicas tests the script up, which runs three replicas behind HAProxy.
package replicas

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "trainmock/cmd/trainmock/app" // what up runs: go test repeats this test when it changes
	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }

// ports is how many ports in a row up needs: for HAProxy, for three replicas, and for NATS.
const ports = 5

// TestUp uses what up runs as its README says, and ends it by Ctrl-C.
func TestUp(t *testing.T) {
	port := freePorts(t)
	up := start(t, port, "--tick", "100ms")
	processes := printedProcesses(t, up)
	if page := up.Get(t, "/"); !bytes.Contains(page, []byte("<!doctype html>")) {
		t.Errorf("GET / through HAProxy: %.100s, want the page", page)
	}
	checkLive(t, up.Endpoint, replica(t, port, 3))
	checkCommand(t, up.Endpoint, port)
	checkDeath(t, up.Endpoint, processes["replica 1"])
	folder := regexp.MustCompile(`/\S*trainmock-replicas\.\w+`).FindString(up.Stdout.String())
	t.Logf("it ended within %s", up.End(t, os.Interrupt).Round(time.Millisecond))
	checkGone(t, port, processes, folder)
}

// start runs up on a range of ports, with flags for the replicas, until the test ends.
func start(t *testing.T, port int, flags ...string) *program.Process {
	t.Helper()
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin") // as up does
	for _, tool := range []string{"bash", "nats-server", "haproxy"} {
		program.LookFor(t, tool, program.DemandClients)
	}
	for _, file := range []string{"up", "haproxy.cfg"} {
		// It is read for go test, which repeats this test when a file changes that was read.
		if _, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TRAINMOCK_BIN", program.Binary(t))
	command := exec.Command("./up", append([]string{strconv.Itoa(port)}, flags...)...)
	p := &program.Process{Cmd: command, Stdout: program.NewOutput(), Stderr: program.NewOutput()}
	command.Stdout, command.Stderr = p.Stdout, p.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if command.ProcessState == nil {
			p.End(t, syscall.SIGTERM) // killed, it would leave the others behind
		}
	})
	p.Endpoint = program.Endpoint{URL: program.AwaitURL(t, p.Stdout, p.Stderr), Client: program.NewClient(t)}
	return p
}

// freePorts returns the first port of a range in which nothing listens. It lies below those that systems give out.
func freePorts(t *testing.T) int {
	t.Helper()
	for range 100 {
		first := 20000 + rand.N(10000)
		if listenAll(first) == nil {
			return first
		}
	}
	t.Fatalf("found no %d free ports in a row", ports)
	return 0
}

// listenAll listens on all ports of a range for a moment.
func listenAll(first int) error {
	for port := first; port < first+ports; port++ {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return err
		}
		defer listener.Close()
	}
	return nil
}

// replica returns where a replica answers without HAProxy.
func replica(t *testing.T, port, number int) program.Endpoint {
	return program.Endpoint{URL: fmt.Sprintf("http://127.0.0.1:%d", port+number), Client: program.NewClient(t)}
}

// printedProcesses returns the ids of the processes that up prints, by their names.
func printedProcesses(t *testing.T, up *program.Process) map[string]int {
	t.Helper()
	ids := map[string]int{}
	for _, line := range strings.Split(up.Stdout.String(), "\n") {
		if before, after, ok := strings.Cut(line, "process "); ok {
			name, _, _ := strings.Cut(strings.TrimSpace(before), "   ")
			id, err := strconv.Atoi(after)
			if err != nil {
				t.Fatalf("%v in the line %q", err, line)
			}
			ids[name] = id
		}
	}
	if len(ids) != ports {
		t.Fatalf("up prints the processes %v, want %d: %s", ids, ports, up.Stdout)
	}
	return ids
}

// checkLive fails the test unless ticks come through HAProxy as they happen at a replica.
func checkLive(t *testing.T, behind, direct program.Endpoint) {
	t.Helper()
	const most = 20 // ticks, two seconds of a busy machine: a full buffer of HAProxy holds over 50
	feeds := behind.OpenBoth(t, "?topics=cluster&snapshot=false")
	for name, feed := range feeds {
		if hello, err := feed.Next(); err != nil || hello.Type != "hello" {
			t.Fatalf("%s begins with %q, %v, want hello", name, hello.Type, err)
		}
	}
	for range 5 {
		for name, feed := range feeds {
			m, err := feed.Next()
			if err != nil {
				t.Fatalf("%s: %v, want a tick", name, err)
			}
			var clock struct{ Tick int64 }
			direct.Read(t, "/mock/clock", &clock)
			if late := clock.Tick - m.EventID(t).Tick; late > most {
				t.Errorf("%s through HAProxy is %d ticks late, want at most %d", name, late, most)
			}
		}
	}
}

// checkCommand fails the test unless a command that is sent through HAProxy is in the journals of all replicas.
func checkCommand(t *testing.T, behind program.Endpoint, port int) {
	t.Helper()
	status, answer := behind.Send(t, http.MethodPost, "/mock/commands", `{"fail_node":{"node_id":"#2","for":"1m"}}`)
	if status != http.StatusOK {
		t.Fatalf("POST /mock/commands through HAProxy: %d %s, want 200", status, answer)
	}
	var journals [3][]byte
	begun := time.Now()
	for range time.Tick(20 * time.Millisecond) {
		same := true
		for i := range journals {
			journals[i] = replica(t, port, 1+i).Get(t, "/mock/journal")
			same = same && bytes.Contains(journals[i], []byte(`"fail_node"`)) && bytes.Equal(journals[i], journals[0])
		}
		if same {
			return
		}
		if time.Since(begun) > program.Timeout {
			t.Fatalf("the journals end with\n%s\nwant equal ones with fail_node", bytes.Join(lastLines(journals), []byte("\n")))
		}
	}
}

// lastLines returns the newest entry of each journal.
func lastLines(journals [3][]byte) [][]byte {
	var list [][]byte
	for _, j := range journals {
		lines := bytes.Split(bytes.TrimSpace(j), []byte("\n"))
		list = append(list, lines[len(lines)-1])
	}
	return list
}

// checkDeath kills a replica. From then on every request is answered by the others, also before HAProxy knows.
func checkDeath(t *testing.T, behind program.Endpoint, process int) {
	t.Helper()
	if err := syscall.Kill(process, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); syscall.Kill(process, 0) == nil; runtime.Gosched() {
		if time.Since(begun) > program.Timeout {
			t.Fatalf("process %d still runs %s after it was killed", process, program.Timeout)
		}
	}
	for range 10 {
		behind.Client.CloseIdleConnections()
		behind.Get(t, "/monitor/ray/cluster/node")
	}
}

// checkGone fails the test if a process of up, a port that it used or its folder is left.
func checkGone(t *testing.T, port int, processes map[string]int, folder string) {
	t.Helper()
	for name, id := range processes {
		if err := syscall.Kill(id, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("behind up, %s is left as process %d (%v)", name, id, err)
		}
	}
	if err := listenAll(port); err != nil {
		t.Errorf("behind up: %v, want its ports free", err)
	}
	if _, err := os.Stat(folder); folder == "" || !os.IsNotExist(err) {
		t.Errorf("behind up, its folder %q is left (%v)", folder, err)
	}
}
