package world_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// point returns the k-th point of a history in the form of a single answer. A missing value is left out.
func point(history map[string]any, k int) map[string]any {
	row := map[string]any{}
	for name, v := range history {
		list, isList := v.([]any)
		switch {
		case name == "events" || name == "step_seconds":
		case name == "gpus":
			gpus := make([]any, len(list))
			for i, gpu := range list {
				gpus[i] = point(gpu.(map[string]any), k)
			}
			row[name] = gpus
		case !isList:
			row[name] = v
		case list[k] != nil:
			row[name] = list[k]
		}
	}
	return row
}

// decode returns a value as decoded JSON.
func decode(tb testing.TB, v any) map[string]any {
	tb.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(encode(tb, v)), &o); err != nil {
		tb.Fatal(err)
	}
	return o
}

// single returns the answer for one instant in the form of a point: its instant as time, its metrics at the top level.
func single(tb testing.TB, v any, stamp string) map[string]any {
	tb.Helper()
	o := decode(tb, v)
	o["time"] = o[stamp]
	delete(o, stamp)
	metrics, _ := o["metrics"].(map[string]any)
	delete(o, "metrics")
	for name, value := range metrics {
		o[name] = value
	}
	return o
}

// newBusyWorld returns a world with a started task, a paused task, a slow node and a lost node.
func newBusyWorld(tb testing.TB, scenario string) *world.World {
	tb.Helper()
	w := newWorld(tb, scenario, 7)
	for _, c := range []model.Command{
		{At: 20 * time.Second, Verb: model.SlowNode{NodeID: "#2", Factor: 2}},
		{At: 30 * time.Second, Verb: model.StartTask{Rounds: 20}},
		{At: 40 * time.Second, Verb: model.PauseTask{TaskID: "#1"}},
		{At: 100 * time.Second, Verb: model.ResumeTask{TaskID: "#1"}},
		{At: 150 * time.Second, Verb: model.FailNode{NodeID: "#5", For: time.Minute}},
	} {
		// In an outage no task runs that could be paused.
		if next, _, err := w.With(c); err == nil {
			w = next
		}
	}
	return w
}

// someIDs returns ids of tasks and nodes around an instant, with derived ones.
func someIDs(w *world.World, at time.Time) (tasks, nodes []string) {
	tasks = []string{"task_123", "x", "task_1f2e3d4c"}
	for _, v := range []world.View{w.At(at), w.At(at.Add(5 * time.Minute))} {
		for _, task := range v.Tasks() {
			tasks = append(tasks, task.TaskID)
		}
	}
	nodes = append([]string{"node_1234", "node_x"}, w.At(at).Task("task_123").Nodes[:2]...)
	for _, n := range w.At(at).Nodes() {
		nodes = append(nodes, n.ID)
	}
	return tasks, nodes
}

// TestHistoryIsWhatWas checks that each point of a history equals the answer for its instant.
func TestHistoryIsWhatWas(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, scenario := range []string{"demo", "chaos", "outage"} {
		t.Run(scenario, func(t *testing.T) {
			w := newBusyWorld(t, scenario)
			tasks, nodes := someIDs(w, start.Add(time.Minute))
			span := model.Span{
				From: start.Add(-70 * time.Second), To: start.Add(8 * time.Minute), Step: 7_654_321 * time.Microsecond,
			}
			for _, id := range tasks {
				history := w.TaskHistory(id, span)
				checkHistory(t, w, span, history, "last_update", func(v world.View) any { return v.Progress(id) })
			}
			for _, id := range nodes {
				history := w.NodeHistory(id, span)
				checkHistory(t, w, span, history, "timestamp", func(v world.View) any { return v.Node(id) })
			}
		})
	}
}

// measured lists the columns of a task that have no value before its submission.
var measured = []string{
	"progress", "current_epoch", "loss", "accuracy", "estimated_time_remaining", "step", "learning_rate", "grad_norm",
	"samples_per_second", "val_loss", "val_accuracy", "round",
}

// dropMeasured removes the measured values of a task that is not submitted yet: its start is to come, and it has made
// no progress.
func dropMeasured(row map[string]any) {
	if begun, ok := row["start_time"].(string); ok && row["time"].(string) < begun && row["progress"] == 0.0 {
		for _, name := range measured {
			delete(row, name)
		}
	}
}

func checkHistory(t *testing.T, w *world.World, span model.Span, history any, stamp string, ask func(world.View) any) {
	t.Helper()
	told := decode(t, history)
	times := told["time"].([]any)
	if len(times) != span.Points() {
		t.Fatalf("%d points, want %d", len(times), span.Points())
	}
	for k := range times {
		at := span.From.Add(time.Duration(k) * span.Step)
		got, want := point(told, k), single(t, ask(w.At(at)), stamp)
		dropMeasured(want)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: history %v\nalone %v", at, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, tc := range []struct {
		from, to, step time.Duration
		points         int
	}{
		{0, 0, time.Second, 1},
		{0, 10 * time.Second, time.Second, 11},
		{0, 10*time.Second - time.Microsecond, time.Second, 10},
		{0, 10 * time.Second, time.Minute, 1},
		{-5 * time.Second, 5 * time.Second, 3 * time.Second, 4},
		{time.Microsecond, 0, time.Second, 0},
		{0, 999, time.Nanosecond, 1},
		{0, 3 * time.Microsecond, 0, 4},
		{0, 3 * time.Microsecond, -time.Second, 4},
		{0, 4 * time.Microsecond, 2999, 3},
		{-model.Reach, model.Reach, model.Reach, 3},
	} {
		t.Run(fmt.Sprint(tc), func(t *testing.T) {
			s := model.Span{From: start.Add(tc.from), To: start.Add(tc.to), Step: tc.step}
			if got := s.Points(); got != tc.points {
				t.Errorf("got %d points, want %d", got, tc.points)
			}
			w := newWorld(t, "demo", 7)
			h, n := w.TaskHistory("task_123", s), w.NodeHistory("node_1234", s)
			got := []int{len(h.Time), len(n.Time), len(h.Loss), len(n.LoadAvg)}
			if want := slices.Repeat([]int{tc.points}, len(got)); !slices.Equal(got, want) {
				t.Errorf("got %v points, want %v", got, want)
			}
		})
	}
}

// mayBeNull lists the columns in which single values may be missing.
var mayBeNull = map[string][]string{
	"task": measured,
	"node": {"task_id", "progress", "current_epoch", "total_epochs"},
}

// TestColumns checks that all columns have equal lengths, only documented ones hold null, and the set of columns does
// not depend on the span.
func TestColumns(t *testing.T) {
	for _, scenario := range []string{"demo", "chaos", "outage"} {
		w := newBusyWorld(t, scenario)
		tasks, nodes := someIDs(w, start.Add(time.Minute))
		columns := map[string]string{}
		for _, at := range []time.Duration{-1000 * time.Hour, -time.Minute, 3 * time.Minute, 1000 * time.Hour} {
			span := model.Span{From: start.Add(at), To: start.Add(at + 5*time.Minute), Step: 10 * time.Second}
			check := func(kind, id string, history any) {
				told := decode(t, history)
				names := checkColumns(t, id, told, span.Points(), mayBeNull[kind])
				if known, ok := columns[id]; ok && known != names {
					t.Errorf("%s has %s, and at another time %s", id, names, known)
				}
				columns[id] = names
			}
			for _, id := range tasks {
				check("task", id, w.TaskHistory(id, span))
			}
			for _, id := range nodes {
				check("node", id, w.NodeHistory(id, span))
			}
		}
	}
}

// checkColumns checks one history, or one GPU in it, and returns the names of its columns.
func checkColumns(t *testing.T, id string, told map[string]any, points int, nullable []string) string {
	t.Helper()
	var names []string
	for name, v := range told {
		list, isList := v.([]any)
		if !isList || name == "events" {
			continue
		}
		names = append(names, name)
		if name == "gpus" {
			for _, gpu := range list {
				checkColumns(t, id, gpu.(map[string]any), points, nil)
			}
			continue
		}
		if len(list) != points {
			t.Errorf("%s: %s has %d values, want %d", id, name, len(list), points)
		}
		if slices.Contains(list, any(nil)) && !slices.Contains(nullable, name) {
			t.Errorf("%s: null in %s", id, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestColumnsOfKinds checks that columns are left out if they do not apply to a kind of training or node.
func TestColumnsOfKinds(t *testing.T) {
	w := newWorld(t, "demo", 7)
	span := model.Span{From: start, To: start.Add(time.Minute), Step: time.Second}
	var kinds []string
	for _, task := range w.At(start).Tasks() {
		h := w.TaskHistory(task.TaskID, span)
		kinds = append(kinds, fmt.Sprint(h.Accuracy != nil, h.ValAccuracy != nil, h.Round != nil, h.TotalRounds != nil))
	}
	slices.Sort(kinds)
	want := []string{"false false false false", "true true false false", "true true true true"}
	if !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
	for _, n := range w.At(start).Nodes() {
		if h := w.NodeHistory(n.ID, span); (h.GPUUsage != nil) != (n.GPUs != nil) || len(h.GPUs) != len(n.GPUs) {
			t.Errorf("%s has %d GPUs, in its history %d", n.ID, len(n.GPUs), len(h.GPUs))
		}
	}
}

// TestBeforeSubmission checks that a task's curves have no point before its submission, and one from then on. The set
// of columns stays.
func TestBeforeSubmission(t *testing.T) {
	w := newWorld(t, "demo", 7)
	next, logged, err := w.With(model.Command{At: 60 * time.Second, Verb: model.StartTask{Rounds: 20}})
	if err != nil {
		t.Fatal(err)
	}
	id := logged.Verb.(model.StartTask).TaskID
	span := model.Span{From: start, To: start.Add(2 * time.Minute), Step: time.Second}
	told := decode(t, next.TaskHistory(id, span))
	for _, name := range []string{
		"progress", "current_epoch", "loss", "accuracy", "step", "learning_rate", "grad_norm",
		"samples_per_second", "round",
	} {
		column := told[name].([]any)
		for k, value := range column {
			if (value == nil) != (k < 60) {
				t.Fatalf("%s: got %v %d s after the start, want null before 60 s and a value after", name, value, k)
			}
		}
	}
	for name, want := range map[string]any{"status": "pending", "total_epochs": 20.0} {
		if got := told[name].([]any)[0]; got != want {
			t.Errorf("%s: got %v before the submission, want %v", name, got, want)
		}
	}
}
