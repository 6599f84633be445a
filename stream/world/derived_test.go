package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestDerivedEntities checks that derived tasks and nodes exist and agree with each other.
func TestDerivedEntities(t *testing.T) {
	for _, tc := range []struct {
		task string
		// readable is true if the nodes can name the task.
		readable bool
	}{
		{"task_123", true},
		{"task_1f2e3d4c", true},
		{"task_ABCDEF01", true},
		{"x", true},
		{"my-run.2026_final", true},
		{"task_", true},
		{"team/project/run", true},
		{"host:9400", true},
		{"任务", true},
		{"a b,c", true},
		{"#1", true},
		{strings.Repeat("任", 16), true},
		{strings.Repeat("任", 42), false},
		{strings.Repeat("/", 128), false},
		{"a-name-that-is-much-too-long-to-fit-into-the-digits-of-a-node-id", false},
	} {
		t.Run(tc.task, func(t *testing.T) {
			w := newWorld(t, "demo", 7)
			v := w.At(start.Add(time.Minute))
			task := v.Task(tc.task)
			if task.TaskID != tc.task || len(task.Nodes) < 4 || w.HasTask(tc.task) {
				t.Fatalf("got %q on %d nodes, want %q on 4 or more that the scenario does not hold",
					task.TaskID, len(task.Nodes), tc.task)
			}
			for _, id := range task.Nodes {
				n := v.Node(id)
				if n.ID != id || !model.ValidID(id) || n.State != model.Alive {
					t.Fatalf("node %q answers as %q and is %s, want a valid id that is ALIVE", id, n.ID, n.State)
				}
				if works := n.TaskID == tc.task; works != (tc.readable && task.Status == model.Running) {
					t.Errorf("%s is %s, its node %s works on %q", tc.task, task.Status, id, n.TaskID)
				}
				if n.TaskID != "" && n.TaskID != tc.task {
					t.Errorf("%s involves %s, which works on %q", tc.task, id, n.TaskID)
				}
			}
		})
	}
}

// FuzzDerived checks that any id has an answer. A task must list every node with its name.
func FuzzDerived(f *testing.F) {
	for _, id := range []string{
		"node_1234", "task_123", "node_34373577760", "node_0000", "..", "node_-5", "node_99999999999999999999",
		"task_ffffffff", "team/project/run", "任务", "node_0000000000", "node_01", "node_/", "#2",
	} {
		f.Add(id)
	}
	w := newWorld(f, "demo", 7)
	v := w.At(start.Add(time.Minute))
	f.Fuzz(func(t *testing.T, id string) {
		if !model.ValidID(id) {
			return
		}
		checkTask(t, v.Task(id))
		n := v.Node(id)
		checkNode(t, n)
		if n.TaskID != "" && !slices.Contains(v.Task(n.TaskID).Nodes, id) {
			t.Errorf("%s works on %s, which does not involve it", id, n.TaskID)
		}
	})
}

// TestEveryTaskAnswersAtAnyTime checks that the ids of tasks from the far past and future stay valid.
func TestEveryTaskAnswersAtAnyTime(t *testing.T) {
	w := newWorld(t, "demo", 7)
	ended := []model.Status{model.Completed, model.Failed, model.Cancelled}
	for _, hours := range []int{-87_000, -100, -1, 1, 100, 87_000} {
		then := w.At(start.Add(time.Duration(hours) * time.Hour))
		for _, task := range then.Tasks() {
			now := w.At(start).Task(task.TaskID)
			switch {
			case !w.HasTask(task.TaskID):
				t.Errorf("%s, of %d hours away, is not held", task.TaskID, hours)
			case hours < 0 && now.Progress < task.Progress, hours > 0 && now.Progress != 0:
				t.Errorf("%d hours away %+v, at the start %+v", hours, task, now)
			case hours < 0 && !slices.Contains(ended, now.Status):
				t.Errorf("%d hours later still %s", -hours, now.Status)
			}
		}
	}
}
