package clients

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// dashboardMessage holds the fields that any of the dashboards reads.
type dashboardMessage struct {
	Type      string         `json:"type"`
	Time      string         `json:"time"`
	ProjectID string         `json:"project_id"`
	TaskID    string         `json:"task_id"`
	Payload   map[string]any `json:"payload"`
	Data      map[string]any `json:"data"`
}

// openDashboard opens a dashboard's WebSocket until the test ends.
func openDashboard(t *testing.T, p *program.Program, path string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+p.Host()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(program.Timeout)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// nextOf returns the next message and checks that nothing in it is null.
func nextOf(t *testing.T, conn *websocket.Conn) dashboardMessage {
	t.Helper()
	_, text, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	var m dashboardMessage
	if err := json.Unmarshal(text, &m); err != nil || strings.Contains(string(text), "null") {
		t.Fatalf("got %s (%v), want JSON without null", text, err)
	}
	return m
}

// TestDashboardsAgreeWithREST: what a dashboard is told of an instant, the monitor routes say of it, too.
func TestDashboardsAgreeWithREST(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "chaos", "--seed", "7", "--tick", "50ms", "--speed", "20")
	var cluster model.Cluster
	p.Read(t, "/monitor/ray/cluster/node", &cluster)
	task := ""
	for id := range program.Decode(t, p.Get(t, "/tasksList")) {
		task = id
	}
	for _, node := range []string{cluster.Nodes[0].ID, cluster.Nodes[1].ID, "node_1234", "gpu-7.rack"} {
		checkNodeBoard(t, p, node)
	}
	for _, project := range []string{task, "task_123", "my-project", "7"} {
		checkTrainingBoard(t, p, project)
		checkPeerBoard(t, p, project)
	}
}

// first returns a dashboard's first message, which has to come soon.
func first(t *testing.T, p *program.Program, path, kind string) dashboardMessage {
	t.Helper()
	begun := time.Now()
	conn := openDashboard(t, p, path)
	defer conn.Close()
	m := nextOf(t, conn)
	if took := time.Since(begun); m.Type != kind || took > 5*time.Second {
		t.Errorf("%s: after %s came %s, want %s within 5 s", path, took, m.Type, kind)
	}
	return m
}

func checkNodeBoard(t *testing.T, p *program.Program, id string) {
	t.Helper()
	m := first(t, p, "/api/edgeai/nodes/ws/"+id, "node_update")
	var want model.NodeMetrics
	p.Read(t, "/monitor/ray/cluster/node/"+id+"/metrics?at="+url.QueryEscape(m.Time), &want)
	got := m.Payload
	if len(got) != 9 || got["id"] != want.ID || got["status"] != want.Status || got["last_seen"] != want.LastSeen ||
		got["cpu_usage"] != want.CPUUsage || got["memory_usage"] != want.MemoryUsage {
		t.Errorf("got %v, want %+v", got, want)
	}
	if want.Progress != nil && (got["progress"] != *want.Progress ||
		got["current_epoch"] != float64(*want.CurrentEpoch) || got["total_epochs"] != float64(*want.TotalEpochs)) {
		t.Errorf("got %v, want progress %v, epoch %v of %v", got, *want.Progress, *want.CurrentEpoch, *want.TotalEpochs)
	}
	if want.GPUUsage != nil && got["gpu_usage"] != *want.GPUUsage {
		t.Errorf("got %v, want GPU %v", got, *want.GPUUsage)
	}
}

// taskAt returns the status of a project's task, from REST, at a message's time.
func taskAt(t *testing.T, p *program.Program, id string, m dashboardMessage) model.TaskStatus {
	t.Helper()
	var s model.TaskStatus
	p.Read(t, "/monitor/training/"+id+"?at="+url.QueryEscape(m.Time), &s)
	return s
}

func checkTrainingBoard(t *testing.T, p *program.Program, project string) {
	t.Helper()
	m := first(t, p, "/api/edgeai/training/ws/"+project, "training_progress")
	got, want := m.Payload, taskAt(t, p, project, m)
	metrics := got["metrics"].(map[string]any)
	if got["project_id"] != project || got["status"] != string(want.Status) ||
		got["current_epoch"] != float64(want.CurrentEpoch) || got["total_epochs"] != float64(want.TotalEpochs) ||
		math.Abs(got["progress"].(float64)-100*want.Progress) > 1e-6 || metrics["loss"] != want.Loss {
		t.Errorf("got %v, want %+v", got, want)
	}
	for _, name := range []string{"accuracy", "f1_score"} {
		if v, ok := metrics[name].(float64); !ok || v < 0 || v > 1 {
			t.Errorf("%s is %v, want a number from 0 to 1", name, metrics[name])
		}
	}
}

func checkPeerBoard(t *testing.T, p *program.Program, project string) {
	t.Helper()
	m := first(t, p, "/api/p2pai/training/ws/"+project, "training_update")
	got, want := m.Data, taskAt(t, p, project, m)
	metrics := got["metrics"].(map[string]any)
	if m.ProjectID != project || m.TaskID == "" || got["status"] != string(want.Status) ||
		got["progress"] != want.Progress ||
		got["total_rounds"] != float64(want.TotalEpochs) || metrics["loss"] != want.Loss {
		t.Errorf("got %+v, want %+v", m, want)
	}
	if done := got["current_round"] == got["total_rounds"]; done != (want.Status == model.Completed) {
		t.Errorf("%s in round %v of %v", want.Status, got["current_round"], got["total_rounds"])
	}
}

// TestDashboardsWithoutTraining: a world without tasks says so, and what a client starts is shown.
func TestDashboardsWithoutTraining(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "empty", "--seed", "7", "--tick", "50ms")
	conn := openDashboard(t, p, "/api/edgeai/training/ws/mine")
	if m := nextOf(t, conn); m.Type != "no_training" || m.Payload["project_id"] != "mine" ||
		m.Payload["message"] == "" {
		t.Errorf("got %+v, want no_training of project mine, with a message", m)
	}
	id := p.Train(t, `{}`)
	first(t, p, "/api/edgeai/training/ws/"+id, "training_progress")
	if err := conn.WriteJSON(map[string]string{"type": "ping"}); err != nil {
		t.Fatal(err)
	}
	for m := nextOf(t, conn); m.Type != "pong"; m = nextOf(t, conn) {
		if m.Type != "no_training" && m.Type != "training_progress" {
			t.Errorf("before the pong came %+v, want no_training or training_progress", m)
		}
	}
}

// TestDashboardsEnd checks that the program closes its dashboards with 1012, at which they come back, and leaves
// nothing behind.
func TestDashboardsEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	p := program.Start(t, app.Run, "--seed", "7")
	var conns []*websocket.Conn
	for _, path := range []string{"/api/edgeai/nodes/ws/node_1", "/api/edgeai/training/ws/task_1",
		"/api/p2pai/training/ws/task_1"} {
		for range 20 {
			conn := openDashboard(t, p, path)
			nextOf(t, conn)
			conns = append(conns, conn)
		}
	}
	if n := p.Subscribers(t); n != len(conns) {
		t.Errorf("%d subscribers, want %d", n, len(conns))
	}
	closed := make(chan error)
	for _, conn := range conns {
		go func() {
			for {
				if _, _, err := conn.ReadMessage(); err != nil {
					closed <- err
					return
				}
			}
		}()
	}
	go p.Stop()
	for range conns {
		if err := <-closed; !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
			t.Errorf("a dashboard ended with %v, want close code 1012", err)
		}
	}
	p.Stop()
	p.AwaitGoroutines(t, before)
}

// TestDashboardOrigins: pages of the origins that the flag names may open dashboards, and so may programs that are no
// page.
func TestDashboardOrigins(t *testing.T) {
	for _, tc := range []struct {
		args   []string
		origin string
		status int
	}{
		{nil, "https://a.example", http.StatusSwitchingProtocols},
		{[]string{"--cors-origin", "https://a.example"}, "https://a.example", http.StatusSwitchingProtocols},
		{[]string{"--cors-origin", "https://a.example"}, "https://b.example", http.StatusForbidden},
		{[]string{"--cors-origin", "https://a.example"}, "", http.StatusSwitchingProtocols},
	} {
		p := program.Start(t, app.Run, tc.args...)
		header := http.Header{}
		if tc.origin != "" {
			header.Set("Origin", tc.origin)
		}
		conn, r, err := websocket.DefaultDialer.Dial("ws://"+p.Host()+"/api/edgeai/nodes/ws/node_1", header)
		if r == nil {
			t.Fatal(err)
		}
		if r.StatusCode != tc.status {
			t.Errorf("%v, from %q: %d, want %d", tc.args, tc.origin, r.StatusCode, tc.status)
		}
		if err == nil {
			conn.Close()
		}
	}
}
