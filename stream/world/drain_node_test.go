package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// updates returns the changes of a task's status in (from, to], in words.
func updates(w *world.World, task string, from, to time.Duration) []string {
	var list []string
	for _, e := range w.Events(after(from), after(to)) {
		if u, ok := e.Content().(*model.TaskUpdate); ok && u.ID == task {
			list = append(list, string(u.Status)+": "+u.Reason)
		}
	}
	return list
}

// TestDrainNode checks that a task moves from a drained node to its spare at the next checkpoint, or stays if there is
// no spare. No other task is placed on the node before the drain ends. The node stays ALIVE.
func TestDrainNode(t *testing.T) {
	const at = 30 * time.Second
	plain := newWorld(t, "steady", 7)
	task := busy(t, plain, at)
	drained := task.Nodes[0]
	spare := spareOf(plain, at, task)
	drain := model.Command{At: at, Verb: model.DrainNode{NodeID: drained}}
	for _, tc := range []struct {
		name     string
		commands []model.Command
		moves    bool
		// later is true if tasks of the next ten minutes use the node.
		later bool
	}{
		{"for good", []model.Command{drain}, true, false},
		{"for an hour", []model.Command{{At: at, Verb: model.DrainNode{NodeID: drained, For: time.Hour}}}, true, false},
		{"until before the checkpoint", []model.Command{
			{At: at, Verb: model.DrainNode{NodeID: drained, For: time.Second}},
		}, false, true},
		{"recovered before the checkpoint", []model.Command{
			drain, {At: at + time.Second, Verb: model.RecoverNode{NodeID: drained}},
		}, false, true},
		{"recovered later", []model.Command{
			drain, {At: at + 2*time.Minute, Verb: model.RecoverNode{NodeID: drained}},
		}, true, true},
		{"the spare first", []model.Command{{At: at, Verb: model.DrainNode{NodeID: spare}}, drain}, false, false},
		{"drained again", []model.Command{
			{At: at, Verb: model.DrainNode{NodeID: drained, For: 100 * time.Millisecond}},
			{At: at + time.Second, Verb: model.DrainNode{NodeID: drained, For: time.Hour}},
		}, true, false},
		{"the spare is lost", []model.Command{{At: at, Verb: model.FailNode{NodeID: spare}}, drain}, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := with(t, plain, tc.commands...)
			if state := w.At(after(at + time.Minute)).Node(drained).State; state != model.Alive {
				t.Errorf("the drained node is %s, want ALIVE", state)
			}
			told := updates(w, task.TaskID, at, at+time.Minute)
			if moved := movedOff(drained, told); moved != tc.moves {
				t.Errorf("the task saw %q, want it to move: %t", told, tc.moves)
			}
			if !tc.moves && len(told) > 0 && strings.HasPrefix(told[0], "pending") {
				t.Errorf("the task saw %q, want it to stay", told)
			}
			if used := usedLater(w, task.TaskID, drained); used != tc.later {
				t.Errorf("a later task uses the node: %t, want %t", used, tc.later)
			}
		})
	}
}

// spareOf returns a node with 8 GPUs that a task does not use.
func spareOf(w *world.World, at time.Duration, task model.TaskStatus) string {
	spare := ""
	for _, n := range w.At(after(at)).Cluster().Nodes {
		if n.Resources.GPU == 8 && !slices.Contains(task.Nodes, n.ID) {
			spare = n.ID
		}
	}
	return spare
}

// movedOff reports whether the first updates of a task are a move off a node.
func movedOff(node string, told []string) bool {
	return len(told) > 1 && told[0] == "pending: node "+node+" is drained" &&
		strings.HasPrefix(told[1], "running: resumed from the checkpoint")
}

// usedLater reports whether a task other than the given one runs on a node between minutes 5 and 15.
func usedLater(w *world.World, task, node string) bool {
	for minutes := 5; minutes < 15; minutes++ {
		for _, s := range w.At(after(time.Duration(minutes) * time.Minute)).Tasks() {
			if s.TaskID != task && slices.Contains(s.Nodes, node) && s.Status == model.Running {
				return true
			}
		}
	}
	return false
}

// TestDrainLosesNothing checks that steps continue from the checkpoint, and that the log says when the drain begins
// and ends.
func TestDrainLosesNothing(t *testing.T) {
	const at = 30 * time.Second
	w := newWorld(t, "steady", 7)
	task := busy(t, w, at)
	w = with(t, w, model.Command{At: at, Verb: model.DrainNode{NodeID: task.Nodes[0], For: 40 * time.Second}})
	last := int64(0)
	for second := 25; second < 120; second++ {
		p := w.At(after(time.Duration(second) * time.Second)).Progress(task.TaskID)
		if p.Metrics.Step < last {
			t.Errorf("at %d s step %d, before it %d", second, p.Metrics.Step, last)
		}
		last = p.Metrics.Step
	}
	var lines []string
	for _, e := range w.Events(after(0), after(2*time.Minute)) {
		if l, ok := e.Content().(*model.SystemLog); ok && l.NodeID == task.Nodes[0] {
			lines = append(lines, l.Message[strings.Index(l.Message, ") ")+2:])
		}
	}
	if want := []string{"is drained: no new task is placed on it", "takes tasks again"}; !slices.Equal(lines, want) {
		t.Errorf("the log says %q, want %q", lines, want)
	}
}

// TestDrainedPlaces checks that a started task avoids drained nodes, and waits if there are no others.
func TestDrainedPlaces(t *testing.T) {
	w := newWorld(t, "demo", 7)
	w = with(t, w, model.Command{At: time.Second, Verb: model.DrainNode{NodeID: "#7", For: time.Minute}})
	drained := w.At(start).Nodes()[6].ID
	w, one, err := w.With(model.Command{At: 2 * time.Second, Verb: model.StartTask{Clients: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if nodes := one.Verb.(model.StartTask).Nodes; slices.Contains(nodes, drained) {
		t.Errorf("placed on %q, of which %s is drained", nodes, drained)
	}
	w, both, err := w.With(model.Command{At: 2 * time.Second, Verb: model.StartTask{}})
	if err != nil {
		t.Fatal(err)
	}
	id := both.Verb.(model.StartTask).TaskID
	for seconds, want := range map[int]model.Status{60: model.Pending, 70: model.Running} {
		if s := w.At(after(time.Duration(seconds) * time.Second)).Task(id); s.Status != want {
			t.Errorf("after %d s the task is %s, want %s", seconds, s.Status, want)
		}
	}
}

// TestDrainedAndLost checks that a node lost just before the checkpoint interrupts the task before it can move.
func TestDrainedAndLost(t *testing.T) {
	const at = 30 * time.Second
	scenario := newWorld(t, "steady", 7).Scenario()
	scenario.Groups, scenario.Jobs = slices.Clone(scenario.Groups), slices.Clone(scenario.Jobs)
	for i := range scenario.Groups {
		if scenario.Groups[i].Name == scenario.Jobs[0].Group {
			scenario.Groups[i].Count++
			scenario.Jobs[0].Spares++
		}
	}
	w, err := world.New(world.Options{Scenario: scenario, Seed: 7, Start: start})
	if err != nil {
		t.Fatal(err)
	}
	task := busy(t, w, at)
	w = with(t, w, model.Command{At: at, Verb: model.DrainNode{NodeID: task.Nodes[0]}})
	moves := time.Duration(0)
	for _, e := range w.Events(after(at), after(at+time.Minute)) {
		if u, ok := e.Content().(*model.TaskUpdate); ok && u.ID == task.TaskID && moves == 0 {
			instant, err := time.Parse(time.RFC3339, u.At)
			if err != nil {
				t.Fatal(err)
			}
			moves = instant.Sub(start)
		}
	}
	lost := moves - 3*time.Second
	if lost <= at {
		t.Fatalf("the task moves at %s, which is too soon for this test", moves)
	}
	before := w.At(after(lost)).Progress(task.TaskID).Metrics.Step
	// The loss comes before the move, so the drain has no effect.
	w = with(t, w, model.Command{At: lost, Verb: model.FailNode{NodeID: task.Nodes[1], For: time.Minute}})
	told := updates(w, task.TaskID, at, at+time.Minute)
	if len(told) == 0 || told[0] != "pending: node "+task.Nodes[1]+" does not answer" {
		t.Errorf("the task saw %q, want the loss first", told)
	}
	if step := w.At(after(moves)).Progress(task.TaskID).Metrics.Step; step > before {
		t.Errorf("step %d when the node was lost, and %d later: the checkpoint was never reached", before, step)
	}
}

// TestDrainsMeet checks that overlapping drains are merged and others are kept, in any order of the commands.
func TestDrainsMeet(t *testing.T) {
	timeline := model.Command{At: 5 * time.Minute, Verb: model.DrainNode{NodeID: "#7", For: time.Minute}}
	for _, tc := range []struct {
		name  string
		verbs []model.Verb
		// drained holds whether the node is out of use at 1.5, 5.5 and 6.5 minutes.
		drained [3]bool
	}{
		{"a short one before", []model.Verb{
			model.DrainNode{NodeID: "#7", For: time.Second},
		}, [3]bool{false, true, false}},
		{"one that meets it", []model.Verb{
			model.DrainNode{NodeID: "#7", For: 4 * time.Minute},
		}, [3]bool{true, true, false}},
		{"for good", []model.Verb{model.DrainNode{NodeID: "#7"}}, [3]bool{true, true, true}},
		{"one that is ended", []model.Verb{
			model.DrainNode{NodeID: "#7", For: 2 * time.Minute}, model.RecoverNode{NodeID: "#7"},
		}, [3]bool{false, true, false}},
	} {
		scenario := newWorld(t, "demo", 7).Scenario()
		scenario.Timeline = []model.Command{timeline}
		w, err := world.New(world.Options{Scenario: scenario, Seed: 7, Start: start})
		if err != nil {
			t.Fatal(err)
		}
		id := w.At(start).Nodes()[6].ID
		for _, v := range tc.verbs {
			w = with(t, w, model.Command{At: time.Minute, Verb: v})
		}
		for i, at := range []time.Duration{90 * time.Second, 330 * time.Second, 390 * time.Second} {
			_, c, err := w.With(model.Command{At: at, Verb: model.StartTask{Clients: 1}})
			if err != nil {
				t.Fatal(err)
			}
			// Unless it is drained, the node is the first free one.
			if got := !slices.Contains(c.Verb.(model.StartTask).Nodes, id); got != tc.drained[i] {
				t.Errorf("%s: at %s drained: %t, want %t", tc.name, at, got, tc.drained[i])
			}
		}
	}
}
