package load

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// answersVariable makes the test binary the floor of answers: a server that encodes a value with encoding/json for each
// request, under the header of the program's answers, and does nothing else. It holds the place of the value's type in
// answers, and the value: "0 {…}".
const answersVariable = "TRAINMOCK_ANSWERS"

// answers are those that are measured.
var answers = []struct {
	name, path string
	// value is what the answer is decoded into.
	value func() any
}{
	{"nodes", "/monitor/ray/cluster/node", func() any { return &model.Cluster{} }},
	{"task", "/monitor/training/task_123", func() any { return &model.TaskStatus{} }},
	{"node", "/monitor/ray/cluster/node/node_1234/metrics", func() any { return &model.NodeMetrics{} }},
}

const (
	// askers is how many connections ask at a time, and block how many answers they ask for in turn from the program
	// and from the floor.
	askers = 32
	block  = 16 << 10
)

// BenchmarkAnswers measures the processor time of an answer while 32 connections ask as fast as they can (µs), and that
// of the floor beside it. It reports the medians of blocks that take turns: of both ratios, in processor time
// (floor/ours) and in answers a second (rate). Targets: 0.9 for the nodes, 0.8 for a task and a node. An
// iteration is two blocks, and takes one to three seconds.
func BenchmarkAnswers(b *testing.B) {
	for i, a := range answers {
		b.Run(a.name, func(b *testing.B) {
			p := program.StartProcess(b, "--seed", "7")
			ours, floor := newAsker(b, p, a.path), newAsker(b, startAnswersFloor(b, i, p.Get(b, a.path)), a.path)
			ours.ask(b) // The first block opens the connections, and makes the heap what it will be.
			floor.ask(b)
			ours.micros, ours.took, floor.micros, floor.took = nil, nil, nil, nil
			for b.Loop() {
				ours.ask(b)
				floor.ask(b)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(ours.micros), "µs")
			b.ReportMetric(middle(floor.micros), "µs-floor")
			b.ReportMetric(middleRatio(floor.micros, ours.micros), "floor/ours")
			b.ReportMetric(middleRatio(floor.took, ours.took), "rate")
		})
	}
}

// middle returns the median of a list.
func middle(list []float64) float64 { return slices.Sorted(slices.Values(list))[len(list)/2] }

// middleRatio returns the median of the ratios of two lists' values.
func middleRatio(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return middle(ratios)
}

// asker asks a process for one path, over many connections.
type asker struct {
	process *program.Process
	request string
	conns   []net.Conn
	// micros is the processor time of an answer in each block, and took the seconds of the block.
	micros, took []float64
}

// newAsker returns one whose connections have not been used.
func newAsker(b *testing.B, p *program.Process, path string) *asker {
	b.Helper()
	a := &asker{process: p, request: "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"}
	for range askers {
		conn, err := net.DialTimeout("tcp", p.Host(), program.Timeout)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		a.conns = append(a.conns, conn)
	}
	return a
}

// ask asks for a block of answers.
func (a *asker) ask(b *testing.B) {
	b.Helper()
	spent, _ := usage(b, a.process.Cmd.Process.Pid)
	begun := time.Now()
	var asking sync.WaitGroup
	failures := make(chan error, askers)
	for _, conn := range a.conns {
		asking.Go(func() { failures <- a.askOver(conn, block/askers) })
	}
	asking.Wait()
	for range a.conns {
		if err := <-failures; err != nil {
			b.Fatal(err)
		}
	}
	a.took = append(a.took, time.Since(begun).Seconds())
	total, _ := usage(b, a.process.Cmd.Process.Pid)
	a.micros = append(a.micros, (total-spent)*1e6/block)
}

// askOver asks so many times over a connection.
func (a *asker) askOver(conn net.Conn, times int) error {
	if err := conn.SetDeadline(time.Now().Add(program.Timeout)); err != nil {
		return err
	}
	from := bufio.NewReader(conn)
	for range times {
		if _, err := io.WriteString(conn, a.request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(from, nil)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			return fmt.Errorf("got %s, %v, want 200", answer.Status, err)
		}
	}
	return nil
}

// startAnswersFloor runs a floor until the test ends.
func startAnswersFloor(b *testing.B, place int, body []byte) *program.Process {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", answersVariable, place, body))
	p := program.StartCommand(b, command)
	if same := p.Get(b, "/"); !bytes.Equal(bytes.TrimSpace(same), bytes.TrimSpace(body)) {
		b.Fatalf("the floor answers %.300s, want %.300s", same, body)
	}
	return p
}

// runAnswersFloor runs that process; it never returns.
func runAnswersFloor(settings string) {
	var place int
	index, body, _ := strings.Cut(settings, " ")
	if _, err := fmt.Sscan(index, &place); err != nil {
		panic(err)
	}
	value := answers[place].value()
	if err := json.Unmarshal([]byte(body), value); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s/\nPress Ctrl-C to stop.\n", listener.Addr())
	panic(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Origin")
		_ = json.NewEncoder(w).Encode(value)
	})))
}
