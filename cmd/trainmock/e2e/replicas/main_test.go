// Package replicas drives several programs that share one world over NATS, with HAProxy in front of them.
package replicas

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	// The program that the tests build: a change of it makes their cached results invalid.
	_ "trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }

// freePort returns a port that is free just now.
func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// natsServer is a server of NATS in a process of its own. It can be stopped and started.
type natsServer struct {
	path, folder  string
	port, monitor int
	process       *exec.Cmd
}

// startNATS starts Debian's server. It ends with the test.
func startNATS(tb testing.TB) *natsServer {
	tb.Helper()
	n := &natsServer{
		path: program.LookFor(tb, "nats-server", program.DemandClients), folder: tb.TempDir(),
		port: freePort(tb), monitor: freePort(tb),
	}
	n.start(tb)
	tb.Cleanup(n.stop)
	return n
}

func (n *natsServer) start(tb testing.TB) {
	tb.Helper()
	n.process = exec.Command(n.path, "-js", "-sd", n.folder, "-a", "127.0.0.1", "-p", fmt.Sprint(n.port),
		"-m", fmt.Sprint(n.monitor), "-l", filepath.Join(n.folder, "log"))
	if err := n.process.Start(); err != nil {
		tb.Fatal(err)
	}
	awaitPort(tb, n.port)
}

func (n *natsServer) stop() {
	// It may have been stopped by the test.
	_ = n.process.Process.Signal(os.Interrupt)
	_ = n.process.Wait()
}

func (n *natsServer) url() string { return fmt.Sprintf("nats://127.0.0.1:%d", n.port) }

// awaitPort waits until somebody listens on a port.
func awaitPort(tb testing.TB, port int) {
	tb.Helper()
	eventually(tb, fmt.Sprintf("a listener on port %d", port), func() bool {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

// eventually waits until a condition holds.
func eventually(tb testing.TB, what string, condition func() bool) {
	tb.Helper()
	limit := time.After(2 * program.Timeout)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-limit:
			tb.Fatalf("%s: not within %s", what, 2*program.Timeout)
		}
	}
}

// lead is enough for two busy processors.
const lead = "500ms"

// startReplica starts a replica. Its world is that of the first one.
func startReplica(tb testing.TB, url string, args ...string) *program.Process {
	tb.Helper()
	p := program.StartProcess(tb, append([]string{"--nats", url, "--lead", lead}, args...)...)
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("the replica at %s logged %.3000s", p.URL, p.Stderr)
		}
	})
	return p
}

// startReplicas starts so many replicas, of which the first begins the world.
func startReplicas(tb testing.TB, url string, count int, args ...string) (list []*program.Process) {
	tb.Helper()
	args = append([]string{"--seed", "7", "--tick", "100ms", "--speed", "20"}, args...)
	for i := range count {
		if i > 0 {
			args = nil
		}
		list = append(list, startReplica(tb, url, args...))
	}
	return list
}

// balance starts the HAProxy of the example in front of three addresses, and returns its own. It ends with the test.
func balance(tb testing.TB, addresses ...string) program.Endpoint {
	tb.Helper()
	path := program.LookFor(tb, "haproxy", program.DemandClients)
	port := freePort(tb)
	ctx, cancel := context.WithCancel(context.Background())
	proxy := exec.CommandContext(ctx, path, "-db", "-f", filepath.Join("..", "..", "replicas", "haproxy.cfg"))
	proxy.Env = []string{fmt.Sprintf("PORT=%d", port)}
	for i, address := range addresses {
		proxy.Env = append(proxy.Env, fmt.Sprintf("REPLICA_%d=%s", i+1, address))
	}
	var log strings.Builder
	proxy.Stdout, proxy.Stderr = &log, &log
	if err := proxy.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		cancel()
		_ = proxy.Wait() // It is killed.
		if tb.Failed() {
			tb.Logf("HAProxy logged %.2000s", log.String())
		}
	})
	awaitPort(tb, port)
	e := program.Endpoint{URL: fmt.Sprintf("http://127.0.0.1:%d", port), Client: program.NewClient(tb)}
	eventually(tb, "a replica behind HAProxy", func() bool {
		status, _ := e.Try(tb, "/health")
		return status == 200
	})
	return e
}

// change changes the world, by a method and a body at a path, until the answer is no 503: that is what Retry-After asks
// for.
func change(tb testing.TB, e program.Endpoint, method, path, body string) {
	tb.Helper()
	eventually(tb, method+" "+path, func() bool {
		status, answer := e.Send(tb, method, path, body)
		if status >= 300 && status < 500 {
			tb.Fatalf("%s %s: %d %.300s", method, path, status, answer)
		}
		return status < 300
	})
}

// clock is a part of the answer to GET /mock/clock.
type clock struct {
	Now    string `json:"now"`
	Tick   int64  `json:"tick"`
	Paused bool   `json:"paused"`
	Epoch  string `json:"epoch"`
}

// checkAgree fails the test unless replicas have the same journal, clock and answers at an instant. The world stands.
func checkAgree(tb testing.TB, list []*program.Process) {
	tb.Helper()
	var want, got clock
	for i, p := range list[1:] {
		eventually(tb, "the same clock", func() bool {
			list[0].Read(tb, "/mock/clock", &want)
			p.Read(tb, "/mock/clock", &got)
			return got == want && want.Paused
		})
		for _, path := range []string{
			"/mock/journal", "/mock/commands", "/monitor/ray/cluster/node", "/monitor/tasks", "/mock/faults",
			"/monitor/ray/cluster/status?at=" + strings.ReplaceAll(want.Now, "+", "%2B"),
			"/monitor/ray/cluster/node?at=-20s",
		} {
			if got, want := p.Get(tb, path), list[0].Get(tb, path); string(got) != string(want) {
				tb.Errorf("%s: replica %d answers %.2000s, want as the first %.2000s", path, i+2, got, want)
			}
		}
	}
}
