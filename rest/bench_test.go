package rest_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// BenchmarkAnswer asks for answers of the monitor over one connection. Beside each stands its floor: a handler that
// encodes the same value with encoding/json, and does nothing else. Target: 1.25 × the floor, the nodes 1.1 ×.
func BenchmarkAnswer(b *testing.B) {
	src := newSource(b, "demo", 7)
	view := src.world.At(src.now)
	task, node := view.Tasks()[0].TaskID, view.Nodes()[1].ID
	src.compare(b, []asked{
		{"nodes", monitorPaths[0], view.Cluster()},
		{"usage", monitorPaths[1], view.Usage()},
		{"task", "/monitor/training/" + task, view.Task(task)},
		{"task, derived", monitorPaths[2], view.Task("task_123")},
		{"node", monitorPaths[0] + "/" + node + "/metrics", view.Node(node)},
		{"node, derived", monitorPaths[3], view.Node("node_1234")},
	})
}

// BenchmarkHistory asks for ten minutes in 120 points in the same way. Target: 2 × the floor.
func BenchmarkHistory(b *testing.B) {
	src := newSource(b, "demo", 7)
	view := src.world.At(src.now)
	task, node := view.Tasks()[0].TaskID, view.Nodes()[1].ID
	span := model.Span{From: src.now.Add(-10 * time.Minute), To: src.now, Step: 5 * time.Second}
	src.compare(b, []asked{
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

// compare measures answers of the routes, and beside each its floor.
func (s *source) compare(b *testing.B, list []asked) {
	b.Helper()
	routes := rest.New(rest.Options{Find: s.find})
	for _, a := range list {
		b.Run(a.name+"/route", func(b *testing.B) { askAgain(b, routes, a.path) })
		b.Run(a.name+"/floor", func(b *testing.B) { askAgain(b, encoded{a.value}, a.path) })
	}
}

// encoded answers every request with a value.
type encoded struct{ value any }

func (e encoded) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(e.value)
}

// askAgain asks a handler for a path, over one connection of net/http. All answers have the same length. Requests
// are sent ahead of the answers, so that the handler's work is what takes the time, and not the way to it.
func askAgain(b *testing.B, handler http.Handler, path string) {
	b.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	request := "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
	fmt.Fprint(conn, request)
	length, err := lengthOf(conn)
	if err != nil {
		b.Fatal(err)
	}
	const ahead = 32
	requests, answer := []byte(strings.Repeat(request, ahead)), make([]byte, length)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%ahead == 0 {
			_, err = conn.Write(requests)
		}
		if err == nil {
			_, err = io.ReadFull(conn, answer)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// lengthOf reads the one good answer that is on a connection, and returns its length with its head, in bytes.
func lengthOf(conn io.Reader) (int, error) {
	var seen counter
	r, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &seen)), nil)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return 0, errors.New(r.Status)
	}
	_, err = io.Copy(io.Discard, r.Body)
	return int(seen), err
}

// counter counts the bytes that are written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
