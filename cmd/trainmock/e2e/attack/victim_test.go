package attack

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// victim is a server under attack. Its failures are no failures of a test: it may refuse, and it ends meanwhile.
type victim struct {
	program.Endpoint
	client *http.Client
	// epoch is the name of its world. nodes and tasks are ids of it.
	epoch        string
	nodes, tasks []string

	mu sync.Mutex
	// statuses counts the answers by status.
	statuses map[int]int
}

func newVictim(tb testing.TB, p *program.Process) *victim {
	tb.Helper()
	v := &victim{Endpoint: p.Endpoint, statuses: map[int]int{}}
	v.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *attackClients, DisableCompression: true}}
	tb.Cleanup(v.client.CloseIdleConnections)
	var cluster model.Cluster
	p.Read(tb, "/monitor/ray/cluster/node", &cluster)
	for _, n := range cluster.Nodes {
		v.nodes = append(v.nodes, n.ID)
	}
	v.tasks = slices.Sorted(maps.Keys(program.Decode(tb, p.Get(tb, "/tasksList"))))
	v.epoch, _ = program.Decode(tb, p.Get(tb, "/health"))["epoch"].(string)
	return v
}

func (v *victim) node(i int) string { return v.nodes[i%len(v.nodes)] }
func (v *victim) task(i int) string { return v.tasks[i%len(v.tasks)] }

// get reads an answer to its end.
func (v *victim) get(ctx context.Context, path string) { v.send(ctx, http.MethodGet, path, "", 1<<40) }

// read reads at most so many bytes of an answer, and leaves.
func (v *victim) read(ctx context.Context, path string, most int64) {
	v.send(ctx, http.MethodGet, path, "", most)
}

// post sends a body, and reads the answer to its end.
func (v *victim) post(ctx context.Context, path, body string) {
	v.send(ctx, http.MethodPost, path, body, 1<<40)
}

func (v *victim) send(ctx context.Context, method, path, body string, most int64) {
	request, err := http.NewRequestWithContext(ctx, method, v.URL+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := v.client.Do(request)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	v.mu.Lock()
	v.statuses[answer.StatusCode]++
	v.mu.Unlock()
	_, _ = io.CopyN(io.Discard, answer.Body, most)
}

// check fails the test if an answer was a failure of the server, or if all requests were taken for mistakes: then
// nothing was attacked.
func (v *victim) check(tb testing.TB) {
	tb.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := len(v.statuses) == 0
	for status := range v.statuses {
		if status >= 500 && status != http.StatusServiceUnavailable {
			tb.Errorf("answers by status: %v, want none of %d", v.statuses, status)
		}
		taken = taken || status < 300 || status == http.StatusServiceUnavailable
	}
	if !taken {
		tb.Errorf("answers by status: %v, want some that are good", v.statuses)
	}
}

// hold sends bytes on a connection of its own, and then neither sends nor reads until the context is done.
func (v *victim) hold(ctx context.Context, text string) {
	conn, err := net.Dial("tcp", v.Host())
	if err != nil {
		return
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	_, _ = io.WriteString(conn, text)
	<-ctx.Done()
}

// subscribeAgain asks for a snapshot after the other, as fast as it can, and reads none.
func subscribeAgain(ctx context.Context, v *victim, _ int) {
	url := "ws" + strings.TrimPrefix(v.URL, "http") + "/stream/ws"
	conn, response, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		return
	}
	response.Body.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	for conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"subscribe"}`)) == nil {
	}
	<-ctx.Done()
}
