package world_test

import (
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// checkHang checks that a task which has lost a node hangs while that is UNKNOWN: the other node spins in a collective
// operation and keeps its memory, no step is made, and the loss stands still.
func checkHang(t *testing.T, w *world.World, lost time.Duration, task, other string) {
	t.Helper()
	before, hanging := w.At(after(lost)), w.At(after(lost+12*time.Second))
	was, is := before.Progress(task), hanging.Progress(task)
	if is.Status != model.Running || is.Loss != was.Loss || is.Metrics.Step != was.Metrics.Step ||
		is.Metrics.SamplesPerSecond != 0 {
		t.Errorf("12 s after the loss the task is %s at step %d with loss %v, want it running at step %d with %v",
			is.Status, is.Metrics.Step, is.Loss, was.Metrics.Step, was.Loss)
	}
	n := hanging.Node(other)
	if n.TaskID != task || *n.GPUUsage != 100 || n.GPUs[0].Power > n.GPUs[0].PowerLimit/2 ||
		n.GPUs[0].MemoryUsed != before.Node(other).GPUs[0].MemoryUsed {
		t.Errorf("12 s after the loss the other node works on %q with %+v, want it to hang at 100 %% with little power",
			n.TaskID, n.GPUs[0])
	}
}

// deadAt returns when a node is marked DEAD after an instant.
func deadAt(t *testing.T, w *world.World, id string, from time.Duration) time.Duration {
	t.Helper()
	for _, e := range w.Events(after(from), after(from+time.Minute)) {
		if s, ok := e.Content().(*model.NodeStateChange); ok && s.ID == id && s.State == model.Dead {
			at, err := time.Parse(time.RFC3339, s.At)
			if err != nil {
				t.Fatal(err)
			}
			return at.Sub(start)
		}
	}
	t.Fatalf("%s is not DEAD within a minute", id)
	return 0
}

// TestRecoverUnknown checks that a task goes on where it stood when its silent node answers again before it is DEAD.
func TestRecoverUnknown(t *testing.T) {
	w := newWorld(t, "steady", 11)
	const at, silent = 30 * time.Second, 10 * time.Second
	task := busy(t, w, at)
	before := w.At(after(at)).Progress(task.TaskID)
	w = with(t, w,
		model.Command{At: at, Verb: model.FailNode{NodeID: task.Nodes[0], For: time.Hour}},
		model.Command{At: at + silent, Verb: model.RecoverNode{NodeID: task.Nodes[0]}})
	if n := w.At(after(at + silent - time.Second)).Node(task.Nodes[0]); n.State != model.Unknown {
		t.Fatalf("the node is %s before it answers, want UNKNOWN", n.State)
	}
	if told := updates(w, task.TaskID, at, at+silent+20*time.Second); len(told) > 0 {
		t.Errorf("the task saw %q, want nothing", told)
	}
	later := w.At(after(at + silent + 10*time.Second)).Progress(task.TaskID)
	if later.Status != model.Running || later.Metrics.Step <= before.Metrics.Step || !slices.Equal(later.Nodes, before.Nodes) {
		t.Errorf("10 s after the answer the task is %s at step %d on %v, want it beyond step %d on %v",
			later.Status, later.Metrics.Step, later.Nodes, before.Metrics.Step, before.Nodes)
	}
}
