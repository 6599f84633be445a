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

// asker answers questions about one instant without a socket between.
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
			tb.Fatalf("%s%s: %d %v %.300s", path, query, w.Code, err, w.Body)
		}
	}
}

// TestCoherence: whichever route is asked about an instant, it tells of the same cluster.
func TestCoherence(t *testing.T) {
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
		t.Errorf("%s: nodes work on tasks that are not current: %v", at, working)
	}
}

func checkCounts(t *testing.T, c model.Cluster, u model.ClusterUsage) {
	t.Helper()
	if c.ClusterStatus != u.ClusterStatus || c.LastUpdated != u.LastUpdated || len(c.Nodes) != len(u.Nodes) {
		t.Fatalf("%s: %+v and %d nodes, %+v and %d nodes", c.LastUpdated, c.ClusterStatus, len(c.Nodes), u.ClusterStatus, len(u.Nodes))
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
		t.Errorf("%s: %+v, but of the nodes %+v", c.LastUpdated, c.ClusterStatus, want)
	}
}

// checkNode compares what three routes say of one node: "One state, four vocabularies" in wire.md.
func checkNode(t *testing.T, node model.ClusterNode, usage model.NodeUsage, m model.NodeMetrics) {
	t.Helper()
	if usage.ID != node.ID || m.ID != node.ID || usage.IP != node.IP || m.IP != node.IP || m.Name != node.Name || m.State != node.State {
		t.Errorf("%s: %+v, %+v, %+v", m.Timestamp, node, usage, m)
	}
	if usage.CPUUsage != m.CPUUsage || usage.MemoryUsage != m.MemoryUsage || node.Resources.GPU != len(m.GPUs) {
		t.Errorf("%s: %s is busy in two ways: %+v, %+v", m.Timestamp, node.ID, usage, m)
	}
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
		t.Errorf("%s: %s is %s, %s and %s, want %v", m.Timestamp, node.ID, node.State, usage.State, m.Status, states)
	}
	if node.Training == nil {
		if m.TaskID != "" || m.Progress != nil || m.CurrentEpoch != nil || m.TotalEpochs != nil {
			t.Errorf("%s: %s works on nothing, and on %s", m.Timestamp, node.ID, m.TaskID)
		}
		return
	}
	got := []any{m.State, m.TaskID, *m.Progress, *m.CurrentEpoch, *m.TotalEpochs}
	want := []any{model.Alive, node.Training.TaskID, node.Training.Progress, node.Training.Epoch, node.Training.TotalEpochs}
	if !equal(got, want) {
		t.Errorf("%s: %s trains %v and %v", m.Timestamp, node.ID, want, got)
	}
}

// checkTraining compares what a node says of its task with what the task says.
func checkTraining(t *testing.T, node model.NodeTraining, told model.TaskStatus) {
	t.Helper()
	want := model.NodeTraining{
		TaskID: told.TaskID, Progress: told.Progress, Epoch: told.CurrentEpoch, TotalEpochs: told.TotalEpochs,
		Loss: told.Loss, Accuracy: told.Accuracy, Status: "training",
	}
	if !equal(node, want) {
		t.Errorf("%s: the node says %+v, the task %+v", told.LastUpdate, node, told)
	}
	if told.Status != model.Running && told.Status != model.Paused {
		t.Errorf("%s: nodes work on %s, which is %s", told.LastUpdate, told.TaskID, told.Status)
	}
}

// checkGang holds a task's nodes to the cluster: they are there, and while the task runs they work on it, and no other.
func checkGang(t *testing.T, c model.Cluster, told model.TaskStatus, working []string) {
	t.Helper()
	for _, id := range told.Nodes {
		if !slices.ContainsFunc(c.Nodes, func(n model.ClusterNode) bool { return n.ID == id }) {
			t.Errorf("%s: %s involves %s, which is not there", told.LastUpdate, told.TaskID, id)
		}
	}
	if told.Status != model.Running {
		return
	}
	if told.Remaining == nil || len(told.Nodes) == 0 {
		t.Errorf("%s: %s runs on %v for %v", told.LastUpdate, told.TaskID, told.Nodes, told.Remaining)
	}
	for _, id := range told.Nodes {
		i := slices.IndexFunc(c.Nodes, func(n model.ClusterNode) bool { return n.ID == id })
		if i >= 0 && !slices.Contains(working, id) {
			t.Errorf("%s: %s runs on %s, which does not show it", told.LastUpdate, told.TaskID, id)
		}
	}
	for _, id := range working {
		if !slices.Contains(told.Nodes, id) {
			t.Errorf("%s: %s works on %s, which does not involve it", told.LastUpdate, id, told.TaskID)
		}
	}
}

// TestDerivedCoherence: a task that only its id describes names its nodes, and each of them names the task.
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
				if m.TaskID != id || *m.Progress != told.Progress || *m.CurrentEpoch != told.CurrentEpoch || m.Status != "training" {
					t.Errorf("%s: %+v, but %+v", told.LastUpdate, told, m)
				}
			}
		}
	}
	if running == 0 {
		t.Error("no derived task ever ran")
	}
}
