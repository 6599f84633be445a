package world_test

import (
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestOverview compares overviews with single answers: the last point of each column, the tasks, the ends of their
// losses, the nodes, and the events.
func TestOverview(t *testing.T) {
	for _, scenario := range []string{"demo", "chaos", "outage", "empty"} {
		t.Run(scenario, func(t *testing.T) {
			w := newBusyWorld(t, scenario)
			pauses := 0
			to := start.Add(5 * time.Minute)
			span := model.Span{
				From: to.Add(-10 * time.Minute), To: to, Step: 30 * time.Second, Pause: func() { pauses++ },
			}
			o, v := w.Overview(span, true), w.At(to)
			if len(o.Totals.ActiveNodes) != 21 || len(o.Totals.SamplesPerSecond) != 21 || pauses < 21 {
				t.Fatalf("got %d points and %d pauses, want 21 and as many", len(o.Totals.ActiveNodes), pauses)
			}
			if got, want := o.Totals.ActiveNodes[20], v.Status().ActiveNodes; got != want {
				t.Errorf("got %d active nodes at the end, want %d", got, want)
			}
			compare(t, "nodes", o.Nodes, v.Nodes())
			compare(t, "power", o.Totals.Power[20], power(v.Nodes()))
			for i, task := range v.Tasks() {
				got := o.Tasks[i]
				compare(t, task.TaskID, got.TrainingProgress, v.Progress(task.TaskID))
				compareCurve(t, got)
			}
			last := w.Overview(model.Span{From: to, To: to}, false).Events
			compare(t, "events of a shorter span", last, o.Events)
			if !slices.IsSortedFunc(o.Events, func(a, b model.Mark) int { return len(a.Time) - len(b.Time) }) ||
				len(o.Events) > 50 {
				t.Errorf("got %d events, want at most 50 in order", len(o.Events))
			}
		})
	}
}

// power returns the power of the GPUs of all nodes that are ALIVE, in whole W, or nil without any.
func power(nodes []model.NodeMetrics) *float64 {
	sum, found := 0.0, false
	for _, n := range nodes {
		for _, g := range n.GPUs {
			if n.State == model.Alive {
				sum, found = sum+g.Power, true
			}
		}
	}
	if !found {
		return nil
	}
	return new(float64(int64(sum + 0.5)))
}

// compare compares two values as JSON.
func compare(t *testing.T, name string, got, want any) {
	t.Helper()
	if g, w := string(encode(t, got)), string(encode(t, want)); g != w {
		t.Errorf("%s: got\n%.300s\nwant\n%.300s", name, g, w)
	}
}

// compareCurve holds the ends of a task's losses to the task.
func compareCurve(t *testing.T, task model.TaskOverview) {
	t.Helper()
	curve := task.LossCurve
	if task.Progress == 0 && task.Status == model.Pending {
		return
	}
	if n := len(curve.Values); n < 2 || n > 60 || curve.Values[n-1] != task.Loss || curve.From != task.StartTime {
		t.Errorf("got %d losses from %s, which end with %v; want 2 to 60 from %s, which end with %v", n, curve.From,
			curve.Values[max(0, n-1):], task.StartTime, task.Loss)
	}
}
