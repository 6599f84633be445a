//go:build unix

package rest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// BenchmarkAnswer asks for answers of the monitor. Targets of floor/ours: 0.9 for the nodes, 0.8 for the others.
func BenchmarkAnswer(b *testing.B) {
	src := newSource(b, "demo", 7)
	view := src.world.At(src.now)
	task, node := view.Tasks()[0].TaskID, view.Nodes()[1].ID
	src.compare(b, 256, []asked{
		{"nodes", monitorPaths[0], view.Cluster()},
		{"usage", monitorPaths[1], view.Usage()},
		{"task", "/monitor/training/" + task, view.Task(task)},
		{"task, derived", monitorPaths[2], view.Task("task_123")},
		{"node", monitorPaths[0] + "/" + node + "/metrics", view.Node(node)},
		{"node, derived", monitorPaths[3], view.Node("node_1234")},
	})
}

// BenchmarkHistory asks for ten minutes in 120 points in the same way. Target of floor/ours: 0.5.
func BenchmarkHistory(b *testing.B) {
	src := newSource(b, "demo", 7)
	view := src.world.At(src.now)
	task, node := view.Tasks()[0].TaskID, view.Nodes()[1].ID
	span := model.Span{From: src.now.Add(-10 * time.Minute), To: src.now, Step: 5 * time.Second}
	src.compare(b, 32, []asked{
		{"task", "/monitor/training/" + task + "/history", src.world.TaskHistory(task, span)},
		{"task, derived", monitorPaths[2] + "/history", src.world.TaskHistory("task_123", span)},
		{"node", monitorPaths[0] + "/" + node + "/metrics/history", src.world.NodeHistory(node, span)},
		{"node, derived", monitorPaths[3] + "/history", src.world.NodeHistory("node_1234", span)},
	})
}

// asked is an address, and the value of its answer.
type asked struct {
	name, path string
	value      any
}

// compare measures answers of the routes, and beside each its floor: a handler that encodes the same value with
// encoding/json under the same header, and does nothing else. Blocks of so many answers of both take turns. It reports
// the median ratio of two blocks in processor time, that of the client included; and of an answer the least time in a
// block, which other programs on the machine disturb least, and the allocations.
func (s *source) compare(b *testing.B, answers int, list []asked) {
	b.Helper()
	routes := rest.New(rest.Options{Find: s.find})
	for _, a := range list {
		b.Run(a.name, func(b *testing.B) {
			ours, floor := connect(b, routes, a.path), connect(b, encoded{a.value}, a.path)
			if !bytes.Equal(ours.body, floor.body) {
				b.Fatalf("got %.300s, want as the floor %.300s", ours.body, floor.body)
			}
			for b.Loop() {
				ours.ask(b, answers)
				floor.ask(b, answers)
			}
			ratios := make([]float64, len(ours.micros))
			for i := range ratios {
				ratios[i] = floor.micros[i] / ours.micros[i]
			}
			b.ReportMetric(median(ratios), "floor/ours")
			b.ReportMetric(slices.Min(ours.micros), "µs")
			b.ReportMetric(slices.Min(floor.micros), "µs-floor")
			b.ReportMetric(median(ours.allocations), "allocs")
			b.ReportMetric(median(floor.allocations), "allocs-floor")
			b.ReportMetric(0, "ns/op") // That of two blocks.
		})
	}
}

func median(list []float64) float64 { return slices.Sorted(slices.Values(list))[len(list)/2] }

// encoded answers every request with a value, under the header that the routes give their answers: but for
// Content-Length, because an encoder that writes to its answer does not know it.
type encoded struct{ value any }

func (e encoded) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Origin")
	_ = json.NewEncoder(w).Encode(e.value)
}

// client asks a handler for a path, over one connection of net/http. All answers have the same bytes but for their
// date.
type client struct {
	conn net.Conn
	// requests are sent ahead of the answers, so that the handler's work is what takes the time, and not the way to it.
	requests []byte
	// answers is room for what they are answered with, and body the body of each.
	answers, body []byte
	// micros and allocations are those of an answer, for each block.
	micros, allocations []float64
}

// ahead is how many requests are sent at once.
const ahead = 32

// connect returns a client that has asked once.
func connect(b *testing.B, handler http.Handler, path string) *client {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	c := &client{conn: conn}
	request := "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
	fmt.Fprint(conn, request)
	var seen bytes.Buffer
	r, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &seen)), nil)
	if err == nil {
		c.body, err = io.ReadAll(r.Body)
	}
	if err != nil || r.StatusCode != http.StatusOK {
		b.Fatalf("%s: got %v, %v, want an answer", path, r, err)
	}
	c.requests, c.answers = []byte(strings.Repeat(request, ahead)), make([]byte, ahead*seen.Len())
	return c
}

// ask asks for a block of answers.
func (c *client) ask(b *testing.B, answers int) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := processorTime(b)
	for range answers / ahead {
		_, err := c.conn.Write(c.requests)
		if err == nil {
			_, err = io.ReadFull(c.conn, c.answers)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	c.micros = append(c.micros, float64((processorTime(b)-began).Nanoseconds())/1e3/float64(answers))
	runtime.ReadMemStats(&after)
	c.allocations = append(c.allocations, float64(after.Mallocs-before.Mallocs)/float64(answers))
}

// processorTime returns the processor time that the program has taken.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
