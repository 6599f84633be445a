package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// asker requests a path at one instant, without a socket, and decodes the answer.
type asker func(path string, into any)

func newAsker(tb testing.TB, src *source, at time.Time) asker {
	tb.Helper()
	routes := rest.New(rest.Options{Find: src.find})
	query := "?at=" + url.QueryEscape(model.Stamp(at))
	return func(path string, into any) {
		tb.Helper()
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, httptest.NewRequest("GET", path+query, nil))
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != 200 {
			tb.Fatalf("%s%s: got %d %v %.300s, want 200 and JSON", path, query, w.Code, err, w.Body)
		}
	}
}

// TestCoherence compares the answers of all routes about one instant: they describe the same cluster.
func TestCoherence(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, scenario := range []string{"demo", "chaos", "outage", "empty"} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprint(scenario, seed), func(t *testing.T) {
				src := newSource(t, scenario, seed)
				for i := range 40 {
					at := start.Add(time.Duration(i-5) * 13_777_777 * time.Microsecond)
					checkCoherence(t, src, at)
				}
				checkCoherence(t, src, start.AddDate(-3, 0, 0))
				checkCoherence(t, src, start.AddDate(7, 0, 0))
			})
		}
	}
}

func checkCoherence(t *testing.T, src *source, at time.Time) {
	t.Helper()
	ask := newAsker(t, src, at)
	var c model.Cluster
	var u model.ClusterUsage
	ask("/monitor/ray/cluster/node", &c)
	ask("/monitor/ray/cluster/status", &u)
	checkCounts(t, c, u)
	working := map[string][]string{}
	for i, node := range c.Nodes {
		var m model.NodeMetrics
		ask("/monitor/ray/cluster/node/"+node.ID+"/metrics", &m)
		checkNode(t, node, u.Nodes[i], m)
		if node.Training != nil {
			working[node.Training.TaskID] = append(working[node.Training.TaskID], node.ID)
			var told model.TaskStatus
			ask("/monitor/training/"+node.Training.TaskID, &told)
			checkTraining(t, *node.Training, told)
		}
	}
	for _, current := range src.world.At(at).Tasks() {
		var told model.TaskStatus
		ask("/monitor/training/"+current.TaskID, &told)
		checkGang(t, c, told, working[told.TaskID])
		delete(working, told.TaskID)
	}
	if len(working) > 0 {
		t.Errorf("%s: got nodes that work on tasks %v, want current tasks only", at, working)
	}
}

func checkCounts(t *testing.T, c model.Cluster, u model.ClusterUsage) {
	t.Helper()
	if c.ClusterStatus != u.ClusterStatus || c.LastUpdated != u.LastUpdated || len(c.Nodes) != len(u.Nodes) {
		t.Fatalf("%s: got %+v and %d nodes in the status, want %+v and %d nodes as in the cluster",
			c.LastUpdated, u.ClusterStatus, len(u.Nodes), c.ClusterStatus, len(c.Nodes))
	}
	want := model.ClusterStatus{Status: "healthy", TotalNodes: len(c.Nodes)}
	for _, node := range c.Nodes {
		switch node.State {
		case model.Alive:
			want.ActiveNodes++
		case model.Dead:
			want.FailedNodes++
		}
	}
	if want.FailedNodes > 0 {
		want.Status = "degraded"
	}
	if want.ActiveNodes == 0 {
		want.Status = "unhealthy"
	}
	if c.ClusterStatus != want {
		t.Errorf("%s: got %+v, want %+v by the nodes", c.LastUpdated, c.ClusterStatus, want)
	}
}

// checkNode compares the answers of three routes about one node: "One state, four vocabularies" in wire.md.
func checkNode(t *testing.T, node model.ClusterNode, usage model.NodeUsage, m model.NodeMetrics) {
	t.Helper()
	for _, pair := range [][2]any{
		{usage.ID, node.ID}, {m.ID, node.ID}, {usage.IP, node.IP}, {m.IP, node.IP},
		{m.Name, node.Name}, {m.State, node.State},
		{usage.CPUUsage, m.CPUUsage}, {usage.MemoryUsage, m.MemoryUsage}, {len(m.GPUs), node.Resources.GPU},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s: got %v, want %v as on another route", m.Timestamp, node.ID, pair[0], pair[1])
		}
	}
	checkNodeStatus(t, node, usage, m)
	checkNodeTraining(t, node, m)
}

// checkNodeStatus holds the words of two routes for the status of a node to its state.
func checkNodeStatus(t *testing.T, node model.ClusterNode, usage model.NodeUsage, m model.NodeMetrics) {
	t.Helper()
	states := [2]string{"idle", "idle"}
	switch {
	case node.State != model.Alive:
		states = [2]string{"offline", "offline"}
	case m.Role == model.HeadNode:
		states = [2]string{"running", "online"}
	case node.Training != nil:
		states = [2]string{"training", "training"}
	}
	if usage.State != states[0] || m.Status != states[1] {
		t.Errorf("%s: %s is %s: got %s and %s, want %v",
			m.Timestamp, node.ID, node.State, usage.State, m.Status, states)
	}
}

// checkNodeTraining holds the task in the metrics of a node to the one in the cluster.
func checkNodeTraining(t *testing.T, node model.ClusterNode, m model.NodeMetrics) {
	t.Helper()
	if node.Training == nil {
		if m.TaskID != "" || m.Progress != nil || m.CurrentEpoch != nil || m.TotalEpochs != nil {
			t.Errorf("%s: %s: got the task %q, want none as in the cluster", m.Timestamp, node.ID, m.TaskID)
		}
		return
	}
	got := []any{m.State, m.TaskID, *m.Progress, *m.CurrentEpoch, *m.TotalEpochs}
	task := node.Training
	want := []any{model.Alive, task.TaskID, task.Progress, task.Epoch, task.TotalEpochs}
	if !equal(got, want) {
		t.Errorf("%s: %s: got %v in the metrics, want %v as in the cluster", m.Timestamp, node.ID, got, want)
	}
}

// checkTraining compares the training of a node with the status of its task.
func checkTraining(t *testing.T, node model.NodeTraining, told model.TaskStatus) {
	t.Helper()
	want := model.NodeTraining{
		TaskID: told.TaskID, Progress: told.Progress, Epoch: told.CurrentEpoch, TotalEpochs: told.TotalEpochs,
		Loss: told.Loss, Accuracy: told.Accuracy, Status: "training",
	}
	if !equal(node, want) {
		t.Errorf("%s: got %+v of the node, want %+v by the task", told.LastUpdate, node, want)
	}
	if told.Status != model.Running && told.Status != model.Paused {
		t.Errorf("%s: nodes work on %s: got %s, want running or paused", told.LastUpdate, told.TaskID, told.Status)
	}
}

// checkGang holds the nodes of a task to the cluster: they exist, and while the task runs exactly those of them that are
// ALIVE work on it. It waits for one that is UNKNOWN, and none is DEAD.
func checkGang(t *testing.T, c model.Cluster, told model.TaskStatus, working []string) {
	t.Helper()
	for _, id := range told.Nodes {
		if !slices.ContainsFunc(c.Nodes, func(n model.ClusterNode) bool { return n.ID == id }) {
			t.Errorf("%s: got %s among the nodes of %s, want nodes of the cluster", told.LastUpdate, id, told.TaskID)
		}
	}
	if told.Status != model.Running {
		return
	}
	if told.Remaining == nil || len(told.Nodes) == 0 {
		t.Errorf("%s: %s runs: got the nodes %v and the rest %v, want both", told.LastUpdate, told.TaskID, told.Nodes,
			told.Remaining)
	}
	for _, id := range told.Nodes {
		i := slices.IndexFunc(c.Nodes, func(n model.ClusterNode) bool { return n.ID == id })
		if i < 0 {
			continue
		}
		if state := c.Nodes[i].State; state == model.Dead ||
			slices.Contains(working, id) != (state == model.Alive) {
			t.Errorf("%s: got %v working on %s, want %s, which is %s, among them if it is ALIVE, and not DEAD",
				told.LastUpdate, working, told.TaskID, id, state)
		}
	}
	for _, id := range working {
		if !slices.Contains(told.Nodes, id) {
			t.Errorf("%s: got the nodes %v of %s, want %s among them", told.LastUpdate, told.Nodes, told.TaskID, id)
		}
	}
}

// TestDerivedCoherence compares tasks that are derived from their ids with the nodes that they name.
func TestDerivedCoherence(t *testing.T) {
	src := newSource(t, "demo", 7)
	running := 0
	for _, id := range []string{"task_123", "task_1f2e3d4c", "my-run.7", "x", "task_"} {
		for _, after := range []time.Duration{0, time.Minute, 20 * time.Minute, 100 * time.Hour} {
			ask := newAsker(t, src, start.Add(after))
			var told model.TaskStatus
			ask("/monitor/training/"+id, &told)
			for _, nodeID := range told.Nodes {
				var m model.NodeMetrics
				ask("/monitor/ray/cluster/node/"+nodeID+"/metrics", &m)
				if told.Status != model.Running {
					continue
				}
				running++
				got := []any{m.TaskID, *m.Progress, *m.CurrentEpoch, m.Status}
				if want := []any{id, told.Progress, told.CurrentEpoch, "training"}; !equal(got, want) {
					t.Errorf("%s: %s: got %v, want %v", told.LastUpdate, nodeID, got, want)
				}
			}
		}
	}
	if running == 0 {
		t.Error("got no derived task that runs, want some")
	}
}
