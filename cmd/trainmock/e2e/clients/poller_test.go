package clients

import (
	"cmp"
	"fmt"
	"maps"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// poller reads the monitor routes as a known client does, whose words for states are fewer.
type poller struct {
	program program.Endpoint
	// first are the ids of the nodes by address, as they were when it first asked.
	first map[string]string
	// seen are the states by their words; trained counts the nodes that had a task.
	seen    map[string]bool
	trained int
}

// TestPoller polls a cluster in which nodes come and go: whatever it reads is there, and can be read.
func TestPoller(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "chaos", "--seed", "7", "--tick", "20ms", "--speed", "60")
	poll(t, p.Endpoint)
}

// poll polls until the poller has seen all that it can show.
func poll(t *testing.T, e program.Endpoint) {
	t.Helper()
	p := &poller{program: e, seen: map[string]bool{}}
	// So it asks whether the service is there.
	p.program.Get(t, "/docs")
	for polls, begun := 0, time.Now(); polls < 200 || len(p.seen) < 4 || p.trained == 0; polls++ {
		if time.Since(begun) > program.Timeout {
			t.Fatalf("nodes were seen to be %v, %d of them to train, want four states and a task", p.seen, p.trained)
		}
		p.pollNodes(t)
		p.pollStatus(t)
	}
	p.pollMetrics(t)
}

// ask returns the object at a path.
func (p *poller) ask(t *testing.T, path string) map[string]any {
	t.Helper()
	var data map[string]any
	p.program.Read(t, path, &data)
	return data
}

// nodes returns the nodes of an answer by address.
func nodes(t *testing.T, data map[string]any) map[string]map[string]any {
	t.Helper()
	list, ok := data["nodes"].([]any)
	if !ok {
		t.Fatalf("got %v, want nodes in it", data)
	}
	byIP := map[string]map[string]any{}
	for _, entry := range list {
		node := entry.(map[string]any)
		byIP[node["ip"].(string)] = node
	}
	if len(byIP) != len(list) {
		t.Fatalf("%d addresses of %d nodes, want as many", len(byIP), len(list))
	}
	return byIP
}

func (p *poller) pollNodes(t *testing.T) {
	t.Helper()
	ids := map[string]string{}
	for ip, node := range nodes(t, p.ask(t, "/monitor/ray/cluster/node")) {
		ids[ip] = node["id"].(string)
		resources := node["resources"].(map[string]any)
		if node["name"] == "" || resources["CPU"].(float64) < 1 || resources["memory"].(float64) < 1 {
			t.Errorf("got %v, want a node with a name, CPU and memory", node)
		}
		words := map[any]string{"ALIVE": "online", "DEAD": "offline"}
		p.seen[cmp.Or(words[node["state"]], "idle")] = true
		// The client takes what is there for an object, without a look.
		if training, ok := node["training"]; ok {
			if progress := training.(map[string]any)["progress"].(float64); progress < 0 || progress > 1 {
				t.Errorf("got %v, want a progress from 0 to 1", node)
			}
			p.trained++
		}
	}
	if p.first == nil {
		p.first = ids
	}
	if !maps.Equal(ids, p.first) {
		t.Fatalf("nodes changed: got %v, want %v", ids, p.first)
	}
}

func (p *poller) pollStatus(t *testing.T) {
	t.Helper()
	words := map[string]string{"running": "online", "idle": "idle", "training": "training", "offline": "offline"}
	for ip, node := range nodes(t, p.ask(t, "/monitor/ray/cluster/status")) {
		word, known := words[fmt.Sprint(node["state"])]
		cpu, memory := node["cpu_usage"].(float64), node["memory_usage"].(float64)
		if !known || cpu < 0 || cpu > 100 || memory < 0 || memory > 100 || p.first[ip] == "" {
			t.Errorf("got %v, want a known node and state, and usages from 0 to 100", node)
		}
		p.seen[word] = true
	}
}

func (p *poller) pollMetrics(t *testing.T) {
	t.Helper()
	for id := range maps.Values(p.first) {
		if metrics := p.ask(t, "/monitor/ray/cluster/node/"+id+"/metrics"); metrics["id"] != id {
			t.Errorf("got metrics of %v, want those of %s", metrics["id"], id)
		}
	}
}
