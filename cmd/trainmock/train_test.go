package main

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// send is a request with a body; the answer must be JSON.
func send(tb testing.TB, p *program, method, path, body string) (int, []byte) {
	tb.Helper()
	request, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := p.client.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if r.Header.Get("Content-Type") != "application/json" || !json.Valid(answer) {
		tb.Errorf("%s %s: not JSON: %.300s", method, path, answer)
	}
	return r.StatusCode, answer
}

// train starts a task and returns its id.
func train(tb testing.TB, p *program, body string) string {
	tb.Helper()
	status, answer := send(tb, p, http.MethodPost, "/train", body)
	id, ok := decode(tb, answer)["task_id"].(string)
	if status != http.StatusOK || !ok {
		tb.Fatalf("%d %s", status, answer)
	}
	return id
}

// TestTrainedTaskIsEverywhere: whoever starts a task finds it at once, whichever way they look.
func TestTrainedTaskIsEverywhere(t *testing.T) {
	p := start(t, "--scenario", "empty", "--seed", "7", "--tick", "50ms", "--speed", "8")
	f := openBoth(t, p, "?topics=training,tasks,logs")["WebSocket"]
	id := train(t, p, `{"parameters": {"num_rounds": 3, "num_clients": 2, "model_name": "mine"}}`)
	var task model.TaskStatus
	if err := json.Unmarshal(get(t, p.client, p.url+"/monitor/training/"+id), &task); err != nil {
		t.Fatal(err)
	}
	if task.TaskID != id || task.Status != model.Pending || task.TotalEpochs != 3 || len(task.Nodes) != 2 {
		t.Errorf("%+v", task)
	}
	if listed := decode(t, get(t, p.client, p.url+"/tasksList"))[id]; listed != "pending" {
		t.Errorf("listed as %v", listed)
	}
	checkStory(t, readUntil(t, f, "task_update pending to running", id), "system_log")
	if on := trainedBy(t, p, id); len(on) != 2 {
		t.Errorf("trained by %v", on)
	}
	checkStory(t, readUntil(t, f, "task_update running to completed", id), "training_progress running")
	if listed := decode(t, get(t, p.client, p.url+"/tasksList"))[id]; listed != "completed" {
		t.Errorf("listed as %v", listed)
	}
}

// readUntil is what a stream tells of a task, in short, up to an event.
func readUntil(t *testing.T, f feed, last, id string) []string {
	t.Helper()
	var told []string
	for !slices.Contains(told, last) {
		m, err := f.next()
		if err != nil {
			t.Fatal(err)
		}
		var about struct {
			ID             string
			TaskID         string `json:"task_id"`
			Status         string
			PreviousStatus string `json:"previous_status"`
		}
		if err := json.Unmarshal(m.Payload, &about); err != nil {
			t.Fatal(err)
		}
		switch {
		case m.Type == "task_update" && about.ID == id:
			told = append(told, "task_update "+about.PreviousStatus+" to "+about.Status)
		case m.Type != "snapshot" && about.TaskID == id:
			told = append(told, strings.TrimSpace(m.Type+" "+about.Status))
		}
	}
	return told
}

// checkStory: something was told, too.
func checkStory(t *testing.T, told []string, want string) {
	t.Helper()
	if !slices.Contains(told, want) {
		t.Errorf("no %s in %q", want, told)
	}
}

// trainedBy are the nodes that say that they work on a task.
func trainedBy(t *testing.T, p *program, id string) []string {
	t.Helper()
	var cluster model.Cluster
	if err := json.Unmarshal(get(t, p.client, p.url+"/monitor/ray/cluster/node"), &cluster); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, n := range cluster.Nodes {
		if n.Training != nil && n.Training.TaskID == id {
			list = append(list, n.ID)
		}
	}
	return list
}

// TestNewNodeIsEverywhere: an address that is added is a node at once, and the stream's next tick counts it.
func TestNewNodeIsEverywhere(t *testing.T) {
	const ip = "10.1.2.3"
	p := start(t, "--scenario", "empty", "--seed", "7", "--tick", "50ms")
	f := openBoth(t, p, "?topics=cluster,nodes")["SSE"]
	for _, step := range []struct {
		path          string
		state         model.NodeState
		total, failed int
	}{
		{"/cluster/add-nodes", model.Alive, 9, 0},
		{"/cluster/remove-nodes", model.Dead, 9, 1},
		{"/cluster/add-nodes", model.Alive, 9, 0},
	} {
		if status, answer := send(t, p, http.MethodPost, step.path, `{"nodes": ["`+ip+`"]}`); status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
		var cluster model.Cluster
		if err := json.Unmarshal(get(t, p.client, p.url+"/monitor/ray/cluster/node"), &cluster); err != nil {
			t.Fatal(err)
		}
		if n := cluster.Nodes[len(cluster.Nodes)-1]; n.IP != ip || n.State != step.state || cluster.ClusterStatus.TotalNodes != step.total {
			t.Errorf("%s: %+v of %+v", step.path, n, cluster.ClusterStatus)
		}
		awaitCounts(t, f, cluster.LastUpdated, step.total, step.failed)
	}
}

// awaitCounts reads a stream up to the first tick behind an instant, whose counts these have to be.
func awaitCounts(t *testing.T, f feed, instant string, total, failed int) {
	t.Helper()
	for {
		m, err := f.next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type != "cluster_status" || m.Time <= instant {
			continue
		}
		var s model.ClusterStatus
		if err := json.Unmarshal(m.Payload, &s); err != nil || s.TotalNodes != total || s.FailedNodes != failed {
			t.Errorf("%v: %s", err, m.raw)
		}
		return
	}
}
