package world_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// mustApply is the world after a command, which has to fit.
func mustApply(tb testing.TB, w *world.World, c model.Command) (*world.World, model.Command) {
	tb.Helper()
	next, logged, err := w.With(c)
	if err != nil {
		tb.Fatal(err)
	}
	return next, logged
}

// TestAddAndRemoveNode: an address becomes a node from its instant on, free for started tasks; a node that is removed
// is DEAD at once, and back when it recovers. What was before stays as it was.
func TestAddAndRemoveNode(t *testing.T) {
	const ip = "10.1.2.3"
	w := newWorld(t, "empty", 7)
	before := len(w.At(start.Add(time.Minute)).Nodes())
	w, added := mustApply(t, w, model.Command{At: time.Minute, Verb: model.AddNode{IP: ip}})
	id := added.Verb.(model.AddNode).NodeID
	if got, ok := w.NodeAt(ip); !ok || got != id || !w.HasNode(id) {
		t.Errorf("at %s is %q, %v", ip, got, ok)
	}
	if n := len(w.At(start.Add(time.Minute - time.Microsecond)).Nodes()); n != before {
		t.Errorf("%d nodes before the command, %d without it", n, before)
	}
	nodes := w.At(start.Add(time.Minute)).Nodes()
	if n := nodes[len(nodes)-1]; len(nodes) != before+1 || n.IP != ip || n.ID != id || n.State != model.Alive {
		t.Errorf("%d nodes, the last %+v", len(nodes), n)
	}
	if _, _, err := w.With(model.Command{At: 2 * time.Minute, Verb: model.AddNode{IP: ip}}); err == nil || !strings.Contains(err.Error(), ip) {
		t.Errorf("added twice: %v", err)
	}
	w, _ = mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.RemoveNode{NodeID: id}})
	if n := w.At(start.Add(2 * time.Minute)).Node(id); n.State != model.Dead {
		t.Errorf("removed: %+v", n)
	}
	changes := 0
	for _, e := range w.Events(start.Add(time.Minute), start.Add(3*time.Minute)) {
		if c, ok := e.Payload.(*model.NodeStateChange); ok && c.ID == id {
			changes++
			if c.State != model.Dead || c.PreviousState != model.Alive {
				t.Errorf("%+v", c)
			}
		}
	}
	if changes != 1 {
		t.Errorf("%d changes of state", changes)
	}
	w, _ = mustApply(t, w, model.Command{At: 3 * time.Minute, Verb: model.RecoverNode{NodeID: id}})
	if n := w.At(start.Add(3 * time.Minute)).Node(id); n.State != model.Alive {
		t.Errorf("added again: %+v", n)
	}
}

// TestAddedNodeTrains: a started task is placed on it, too.
func TestAddedNodeTrains(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, added := mustApply(t, w, model.Command{At: time.Minute, Verb: model.AddNode{IP: "10.1.2.3"}})
	w, logged := mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.StartTask{}})
	if !slices.Contains(logged.Verb.(model.StartTask).Nodes, added.Verb.(model.AddNode).NodeID) {
		t.Fatalf("placed on %v", logged.Verb.(model.StartTask).Nodes)
	}
	if n := w.At(start.Add(2*time.Minute + 10*time.Second)).Node(added.Verb.(model.AddNode).NodeID); n.TaskID != logged.Verb.(model.StartTask).TaskID {
		t.Errorf("%+v", n)
	}
}

// TestDeleteTask: a deleted task is cancelled, known as deleted from that instant on, and answers to no command any
// more. One that has ended can be deleted, too, and stays as it ended.
func TestDeleteTask(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, first := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 100}})
	w, second := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 1}})
	id, ended := first.Verb.(model.StartTask).TaskID, second.Verb.(model.StartTask).TaskID
	w, _ = mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.DeleteTask{TaskID: id}})
	if w.Deleted(id, 2*time.Minute-1) || !w.Deleted(id, 2*time.Minute) {
		t.Error("deleted at another instant")
	}
	if s := w.At(start.Add(2 * time.Minute)).Task(id); s.Status != model.Cancelled {
		t.Errorf("%+v", s)
	}
	_, _, err := w.With(model.Command{At: 3 * time.Minute, Verb: model.DeleteTask{TaskID: id}})
	if !errors.Is(err, world.ErrNoTask) {
		t.Errorf("deleted twice: %v", err)
	}
	if s := w.At(start.Add(4 * time.Minute)).Task(ended); s.Status != model.Completed {
		t.Fatalf("%+v", s)
	}
	w, _ = mustApply(t, w, model.Command{At: 4 * time.Minute, Verb: model.DeleteTask{TaskID: ended}})
	if s := w.At(start.Add(5 * time.Minute)).Task(ended); s.Status != model.Completed || !w.Deleted(ended, 5*time.Minute) {
		t.Errorf("%+v", s)
	}
}

// TestDeletedLongAfterItsEnd: it is in the list again, as deleted, for ten minutes.
func TestDeletedLongAfterItsEnd(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, logged := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 1}})
	id := logged.Verb.(model.StartTask).TaskID
	w, _ = mustApply(t, w, model.Command{At: time.Hour, Verb: model.DeleteTask{TaskID: id}})
	for _, tc := range []struct {
		at   time.Duration
		want []model.TaskState
	}{
		{time.Minute, []model.TaskState{{ID: id, Status: model.Pending}}},
		{2 * time.Minute, []model.TaskState{{ID: id, Status: model.Completed}}},
		{30 * time.Minute, nil},
		{time.Hour - time.Microsecond, nil},
		{time.Hour, []model.TaskState{{ID: id, Status: model.Deleted}}},
		{70*time.Minute - time.Microsecond, []model.TaskState{{ID: id, Status: model.Deleted}}},
		{70 * time.Minute, nil},
	} {
		if got := w.At(start.Add(tc.at)).TaskStates(); !slices.Equal(got, tc.want) {
			t.Errorf("at %s: %v, want %v", tc.at, got, tc.want)
		}
	}
}

// TestManyStarted: a thousand tasks started and deleted one after the other, in different orders, take no time to
// speak of.
func TestManyStarted(t *testing.T) {
	w := newWorld(t, "demo", 7)
	var ids []string
	at := time.Minute
	for range 1000 {
		var logged model.Command
		w, logged = mustApply(t, w, model.Command{At: at, Verb: model.StartTask{}})
		ids = append(ids, logged.Verb.(model.StartTask).TaskID)
		at += 30 * time.Millisecond
	}
	for i := range ids {
		id := ids[i/2]
		if i%2 == 1 {
			id = ids[len(ids)-1-i/2]
		}
		w, _ = mustApply(t, w, model.Command{At: at, Verb: model.DeleteTask{TaskID: id}})
		at += 30 * time.Millisecond
	}
	for _, id := range ids {
		if s := w.At(start.Add(at)).Task(id); s.Status != model.Cancelled && s.Status != model.Completed {
			t.Errorf("%+v", s)
		}
	}
}
