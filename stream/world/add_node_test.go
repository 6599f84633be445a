package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// mustApply returns the world after a command that has to be accepted.
func mustApply(tb testing.TB, w *world.World, c model.Command) (*world.World, model.Command) {
	tb.Helper()
	next, logged, err := w.With(c)
	if err != nil {
		tb.Fatal(err)
	}
	return next, logged
}

// TestAddAndRemoveNode checks that an added node exists from its instant on. A removed node is DEAD at once and comes
// back with recover_node. The past is unchanged.
func TestAddAndRemoveNode(t *testing.T) {
	const ip = "10.1.2.3"
	w := newWorld(t, "empty", 7)
	before := len(w.At(start.Add(time.Minute)).Nodes())
	w, added := mustApply(t, w, model.Command{At: time.Minute, Verb: model.AddNode{IP: ip}})
	id := added.Verb.(model.AddNode).NodeID
	if got, ok := w.NodeAt(ip); !ok || got != id || !w.HasNode(id) {
		t.Errorf("at %s is node %q (%t), want %q", ip, got, ok, id)
	}
	if n := len(w.At(start.Add(time.Minute - time.Microsecond)).Nodes()); n != before {
		t.Errorf("%d nodes before the command, want %d", n, before)
	}
	nodes := w.At(start.Add(time.Minute)).Nodes()
	if n := nodes[len(nodes)-1]; len(nodes) != before+1 || n.IP != ip || n.ID != id || n.State != model.Alive {
		t.Errorf("%d nodes, the last %s at %s and %s; want %d, the last %s at %s and ALIVE",
			len(nodes), n.ID, n.IP, n.State, before+1, id, ip)
	}
	_, _, err := w.With(model.Command{At: 2 * time.Minute, Verb: model.AddNode{IP: ip}})
	if err == nil || !strings.Contains(err.Error(), ip) {
		t.Errorf("added twice: got %v, want an error that names %s", err, ip)
	}
	w, _ = mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.RemoveNode{NodeID: id}})
	if n := w.At(start.Add(2 * time.Minute)).Node(id); n.State != model.Dead {
		t.Errorf("removed: the node is %s, want DEAD", n.State)
	}
	changes := 0
	for _, e := range w.Events(start.Add(time.Minute), start.Add(3*time.Minute)) {
		if c, ok := e.Content().(*model.NodeStateChange); ok && c.ID == id {
			changes++
			if c.State != model.Dead || c.PreviousState != model.Alive {
				t.Errorf("removed: the node went from %s to %s, want from ALIVE to DEAD", c.PreviousState, c.State)
			}
		}
	}
	if changes != 1 {
		t.Errorf("%d changes of state, want 1", changes)
	}
	w, _ = mustApply(t, w, model.Command{At: 3 * time.Minute, Verb: model.RecoverNode{NodeID: id}})
	if n := w.At(start.Add(3 * time.Minute)).Node(id); n.State != model.Alive {
		t.Errorf("recovered: the node is %s, want ALIVE", n.State)
	}
}

// TestAddedNodeTrains checks that a started task is placed on an added node.
func TestAddedNodeTrains(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, added := mustApply(t, w, model.Command{At: time.Minute, Verb: model.AddNode{IP: "10.1.2.3"}})
	w, logged := mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.StartTask{}})
	if !slices.Contains(logged.Verb.(model.StartTask).Nodes, added.Verb.(model.AddNode).NodeID) {
		t.Fatalf("placed on %v, without the added node", logged.Verb.(model.StartTask).Nodes)
	}
	n := w.At(start.Add(2*time.Minute + 10*time.Second)).Node(added.Verb.(model.AddNode).NodeID)
	if want := logged.Verb.(model.StartTask).TaskID; n.TaskID != want {
		t.Errorf("the added node works on %q, want %q", n.TaskID, want)
	}
}
