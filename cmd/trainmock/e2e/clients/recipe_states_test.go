package clients

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// clusterNodes is the answer of the first monitor route, as far as the recipe is about it.
type clusterNodes struct {
	Cluster struct {
		Status string `json:"status"`
		Active int    `json:"active_nodes"`
		Failed int    `json:"failed_nodes"`
	} `json:"cluster_status"`
	Nodes []struct {
		ID       string          `json:"id"`
		IP       string          `json:"ip"`
		State    string          `json:"state"`
		Training json.RawMessage `json:"training"`
	} `json:"nodes"`
}

// stated is what all doors have: an id or an address, a state or a status.
type stated struct {
	ID     string `json:"id"`
	IP     string `json:"ip"`
	State  string `json:"state"`
	Status string `json:"status"`
	Role   string `json:"role"`
}

// TestNodeStates holds the recipe's tables of words against every door of runs that have nodes in every state. The
// worlds stand, so that all doors show one instant.
func TestNodeStates(t *testing.T) {
	t.Parallel()
	text, rows := readText(t, repository(t), recipeFolder+"/node-states.md"), map[string]bool{}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	standing := []string{"--seed", "7", "--start", model.Stamp(begin), "--speed", "0"}
	for _, scenario := range []string{"steady", "outage"} {
		collectStates(t, program.Start(t, app.Run, append(standing, "--scenario", scenario)...), rows)
	}
	search := program.Start(t, app.Run, standing...)
	for _, state := range []string{"UNKNOWN", "DEAD"} {
		at := "+" + findState(t, search, begin, state).String()
		collectStates(t, program.Start(t, app.Run, append(standing, "--at", at)...), rows)
	}
	for row := range rows {
		if !strings.Contains(text, "\n"+row+"\n") {
			t.Errorf("the program has %q, which is no row of a table", row)
		}
	}
	if told := strings.Count(text, "\n| ") - 4; len(rows) != told {
		t.Errorf("the program has %d of the %d rows", len(rows), told)
	}
}

// findState returns a time after the begin at which some node is in a state.
func findState(t *testing.T, p *program.Program, begin time.Time, state string) time.Duration {
	t.Helper()
	for after := time.Duration(0); after < time.Hour; after += 2 * time.Second {
		var c clusterNodes
		p.Read(t, "/monitor/ray/cluster/node?at="+model.Stamp(begin.Add(after)), &c)
		if hasState(c, state) {
			return after
		}
	}
	t.Fatalf("no node is %s in an hour, want one", state)
	return 0
}

func hasState(c clusterNodes, state string) bool {
	for _, n := range c.Nodes {
		if n.State == state {
			return true
		}
	}
	return false
}

// clusterRow returns the row of the table of the cluster's words.
func clusterRow(c clusterNodes) string {
	label := "no node is DEAD"
	switch {
	case c.Cluster.Active == 0:
		label = "none is ALIVE"
	case c.Cluster.Failed > 0:
		label = "some are"
	}
	return "| " + label + " | " + c.Cluster.Status + " |"
}

// describeNode returns the first column of the table of a node's words.
func describeNode(state, role string, trains bool) string {
	switch {
	case state == "UNKNOWN":
		return "does not answer"
	case state == "DEAD":
		return "is lost"
	case trains:
		return "works on a task"
	case role == "head node":
		return "is the head"
	default:
		return "is free"
	}
}

// collectStates adds the rows of the tables that the doors of a program show now.
func collectStates(t *testing.T, p *program.Program, rows map[string]bool) {
	t.Helper()
	var c clusterNodes
	var status struct{ Nodes []stated }
	var console []stated
	p.Read(t, "/monitor/ray/cluster/node", &c)
	p.Read(t, "/monitor/ray/cluster/status", &status)
	p.Read(t, "/monitorRayCluster/node", &console)
	rows[clusterRow(c)] = true
	streamed := snapshotStates(t, p)
	for _, n := range c.Nodes {
		var metrics stated
		p.Read(t, "/monitor/ray/cluster/node/"+n.ID+"/metrics", &metrics)
		kind := describeNode(n.State, metrics.Role, n.Training != nil)
		of := func(list []stated) stated {
			return list[slices.IndexFunc(list, func(s stated) bool { return s.ID == n.ID || s.IP == n.IP })]
		}
		words := []string{kind, n.State, of(status.Nodes).State, metrics.Status, of(console).Status}
		rows["| "+strings.Join(words, " | ")+" |"] = true
		if s := of(streamed); s.State != n.State || s.Status != metrics.Status {
			t.Errorf("the stream has %q %q for %s, want %q %q", s.State, s.Status, n.ID, n.State, metrics.Status)
		}
		if got := dashboardStatus(t, p, n.ID); got != metrics.Status {
			t.Errorf("the dashboard has %q for %s, want %q", got, n.ID, metrics.Status)
		}
	}
}

// snapshotStates returns the nodes as a stream begins with them.
func snapshotStates(t *testing.T, p *program.Program) []stated {
	t.Helper()
	var snapshot struct{ Nodes []stated }
	readFirst(t, p, wsPath, model.EventSnapshot.Type, &snapshot)
	return snapshot.Nodes
}

// dashboardStatus returns the status that a node's dashboard shows first.
func dashboardStatus(t *testing.T, p *program.Program, id string) string {
	t.Helper()
	var node stated
	readFirst(t, p, "/api/edgeai/nodes/ws/"+id, model.EventNodeUpdate.Type, &node)
	return node.Status
}

// readFirst reads the payload of the first message of a type from a WebSocket.
func readFirst(t *testing.T, p *program.Program, path, kind string, payload any) {
	t.Helper()
	feed, err := program.OpenWebSocket(t.Context(), p.URL+path)
	if err != nil {
		t.Fatal(err)
	}
	for {
		m, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == kind {
			if err := json.Unmarshal(m.Payload, payload); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}
