package rest_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// TestMetricsOfALoss follows the changes of nodes that the stream tells in an hour of demo: at each of them, and not
// a moment before, the series move.
func TestMetricsOfALoss(t *testing.T) {
	src := newSource(t, "demo", 7)
	s := newServer(t, rest.Options{Find: src.find})
	seen := map[model.NodeState]int{}
	for _, e := range src.world.Events(start, start.Add(time.Hour)) {
		change, ok := e.Payload.(*model.NodeStateChange)
		if !ok {
			continue
		}
		at, err := time.Parse(time.RFC3339, change.At)
		if err != nil {
			t.Fatal(err)
		}
		if seen[change.State]++; seen[change.State] <= 6 {
			s.checkChange(t, src, change, at)
		}
	}
	for _, state := range []model.NodeState{model.Alive, model.Unknown, model.Dead} {
		if seen[state] < 4 {
			t.Errorf("%d nodes became %s, want 4 or more", seen[state], state)
		}
	}
}

// checkChange holds the scrapes just before and at a change of a node's state to that change.
func (s *server) checkChange(t *testing.T, src *source, change *model.NodeStateChange, at time.Time) {
	t.Helper()
	earlier := at.Add(-time.Microsecond)
	before := s.scrape(t, "?at="+url.QueryEscape(model.Stamp(earlier)))
	after := s.scrape(t, "?at="+url.QueryEscape(model.Stamp(at)))
	node := src.world.At(earlier).Machine(change.ID)
	there := map[model.NodeState]int{model.Alive: 1}
	for state, e := range map[model.NodeState]exposition{change.PreviousState: before, change.State: after} {
		if got := len(e.find("ray_node_cpu_utilization", "ip", node.IP)); got != there[state] {
			t.Errorf("%s is %s at %s: got %d series of its CPU, want %d", change.ID, state, at, got, there[state])
		}
		status := 503
		if state == model.Alive {
			status = 200
		}
		when := earlier
		if state == change.State {
			when = at
		}
		query := "/metrics?node_id=" + change.ID + "&at=" + url.QueryEscape(model.Stamp(when))
		if r := s.get(t, query); r.StatusCode != status {
			t.Errorf("%s is %s at %s: got %d, want %d", change.ID, state, at, r.StatusCode, status)
		}
	}
	moved := func(name string, pairs ...string) float64 {
		return after.sum(name, pairs...) - before.sum(name, pairs...)
	}
	// A gang hangs until its node is DEAD, and restarts then.
	restarting, hung := moved("ray_actors", "Source", "gcs", "State", "RESTARTING"), runsOn(src, change.ID, earlier)
	switch change.State {
	case model.Dead:
		if moved("ray_cluster_failed_nodes") != 1 || moved("autoscaler_recently_failed_nodes") != 1 {
			t.Errorf("%s died: failed nodes did not rise by 1", change.ID)
		}
		if hung != "" && restarting < 1 {
			t.Errorf("%s worked on %s: %v actors are restarting, want some", change.ID, hung, restarting)
		}
	case model.Unknown:
		if moved("ray_cluster_pending_nodes") != 1 || moved("ray_cluster_active_nodes") != -1 {
			t.Errorf("%s is UNKNOWN: it is not pending instead of active", change.ID)
		}
		if hung != "" && restarting != 0 {
			t.Errorf("%s works on %s: %v actors are restarting, want none", change.ID, hung, restarting)
		}
	case model.Alive:
		s.checkReturn(t, after, node.IP, len(node.GPUs))
	}
}

// runsOn returns the id of the running task that involves a node, or an empty one.
func runsOn(src *source, node string, at time.Time) string {
	for _, task := range src.world.At(at).Tasks() {
		if task.Status == model.Running && slices.Contains(task.Nodes, node) {
			return task.TaskID
		}
	}
	return ""
}

// checkReturn checks that a node that has come back tells why it was away: by an XID error and by failed workers.
func (s *server) checkReturn(t *testing.T, after exposition, ip string, gpus int) {
	t.Helper()
	if got := after.sum("ray_node_manager_unexpected_worker_failure_total", "NodeAddress", ip); got < 1 {
		t.Errorf("%s came back: got %v failed workers, want some", ip, got)
	}
	errors := 0
	for _, x := range after.find("DCGM_FI_DEV_XID_ERRORS", "instance", ip+":8080") {
		if x.value > 0 && x.label("err_msg") != "" {
			errors++
		}
	}
	if want := min(gpus, 1); errors != want {
		t.Errorf("%s came back: got XID errors on %d GPUs, want on %d", ip, errors, want)
	}
}
