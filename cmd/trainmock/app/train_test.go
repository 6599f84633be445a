package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// TestTrainedTaskIsEverywhere starts a task, which is at once on every route and in the stream. The world stands while
// it is looked at.
func TestTrainedTaskIsEverywhere(t *testing.T) {
	p := program.Start(t, Run, "--scenario", "empty", "--seed", "7", "--speed", "0")
	f := p.OpenBoth(t, "?topics=training,tasks,logs")["WebSocket"]
	id := p.Train(t, `{"parameters": {"num_rounds": 3, "num_clients": 2, "model_name": "mine"}}`)
	var task model.TaskStatus
	p.Read(t, "/monitor/training/"+id, &task)
	if task.TaskID != id || task.Status != model.Pending || task.TotalEpochs != 3 || len(task.Nodes) != 2 {
		t.Errorf("got %+v, want %s, pending, with 3 epochs on 2 nodes", task, id)
	}
	if listed := program.Decode(t, p.Get(t, "/tasksList"))[id]; listed != "pending" {
		t.Errorf("listed as %v, want pending", listed)
	}
	advanceUntil(t, p, id, "running")
	checkStory(t, readUntil(t, f, "task_update pending to running", id), "system_log")
	if on := trainedBy(t, p, id); len(on) != 2 {
		t.Errorf("trained by %v, want 2 nodes", on)
	}
	advanceUntil(t, p, id, "completed")
	checkStory(t, readUntil(t, f, "task_update running to completed", id), "training_progress running")
	if listed := program.Decode(t, p.Get(t, "/tasksList"))[id]; listed != "completed" {
		t.Errorf("listed as %v, want completed", listed)
	}
}

// advanceUntil lets the time of a world that stands go on until a task has a status.
func advanceUntil(t *testing.T, p *program.Program, id, status string) {
	t.Helper()
	body := `{"until": {"type": "task_update", "task_id": "` + id + `", "status": "` + status + `"}}`
	if got, answer := p.Send(t, http.MethodPost, "/mock/clock/advance", body); got != http.StatusOK {
		t.Fatalf("%s: got %d %s, want 200", body, got, answer)
	}
}

// readUntil returns a summary of the events of a task, up to one event.
func readUntil(t *testing.T, f program.Feed, last, id string) []string {
	t.Helper()
	var told []string
	for !slices.Contains(told, last) {
		m, err := f.Next()
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

// checkStory fails the test unless an event is among those told.
func checkStory(t *testing.T, told []string, want string) {
	t.Helper()
	if !slices.Contains(told, want) {
		t.Errorf("no %s in %q", want, told)
	}
}

// trainedBy returns the nodes that report to work on a task.
func trainedBy(t *testing.T, p *program.Program, id string) []string {
	t.Helper()
	var cluster model.Cluster
	p.Read(t, "/monitor/ray/cluster/node", &cluster)
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
	p := program.Start(t, Run, "--scenario", "empty", "--seed", "7", "--tick", "50ms")
	f := p.OpenBoth(t, "?topics=cluster,nodes")["SSE"]
	for _, step := range []struct {
		path          string
		state         model.NodeState
		total, failed int
	}{
		{"/cluster/add-nodes", model.Alive, 9, 0},
		{"/cluster/remove-nodes", model.Dead, 9, 1},
		{"/cluster/add-nodes", model.Alive, 9, 0},
	} {
		if status, answer := p.Send(t, http.MethodPost, step.path, `{"nodes": ["`+ip+`"]}`); status != http.StatusOK {
			t.Fatalf("%s: %d %s, want 200", step.path, status, answer)
		}
		var cluster model.Cluster
		p.Read(t, "/monitor/ray/cluster/node", &cluster)
		if n := cluster.Nodes[len(cluster.Nodes)-1]; n.IP != ip || n.State != step.state ||
			cluster.ClusterStatus.TotalNodes != step.total {
			t.Errorf("%s: %s is %s, %d nodes in all, want %s, %s and %d", step.path, n.IP, n.State,
				cluster.ClusterStatus.TotalNodes, ip, step.state, step.total)
		}
		awaitCounts(t, f, cluster.LastUpdated, step.total, step.failed)
	}
}

// awaitCounts reads a stream up to the first tick behind an instant, whose counts these have to be.
func awaitCounts(t *testing.T, f program.Feed, instant string, total, failed int) {
	t.Helper()
	for {
		m, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type != "cluster_status" || m.Time <= instant {
			continue
		}
		var s model.ClusterStatus
		if err := json.Unmarshal(m.Payload, &s); err != nil || s.TotalNodes != total || s.FailedNodes != failed {
			t.Errorf("got %s (%v), want %d nodes in all, %d failed", m.Raw, err, total, failed)
		}
		return
	}
}

// TestOpenStreamHasBegun acts as soon as a stream is open, many times: what follows is told as events, because the
// stream begins before its client can know of it.
func TestOpenStreamHasBegun(t *testing.T) {
	p := program.Start(t, Run, "--scenario", "demo", "--seed", "7", "--speed", "0")
	for range 50 {
		feeds := p.OpenBoth(t, "?topics=cluster&snapshot=false")
		p.Send(t, http.MethodPost, "/mock/clock/advance", `{"ticks": 1}`)
		now := program.Decode(t, p.Get(t, "/mock/clock"))["now"]
		for transport, f := range feeds {
			for m := (program.Message{}); m.Type != "cluster_status"; {
				var err error
				if m, err = f.Next(); err != nil {
					t.Fatal(err)
				}
				if m.Type == "hello" && m.Time == now {
					t.Fatalf("%s: the stream began at %s, behind the advance", transport, m.Time)
				}
			}
		}
	}
}
