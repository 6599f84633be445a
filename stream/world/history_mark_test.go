package world_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// told is a change as the stream reports it.
type told struct{ at, kind, text string }

// changesIn returns the changes among events that keep accepts, in time order.
func changesIn(tb testing.TB, events []model.Event, keep func(model.Event, time.Time) bool) []told {
	tb.Helper()
	order := map[string]int{"node_state": 0, "task_update": 1, "system_log": 2}
	var list []told
	for _, e := range events {
		if _, ok := order[e.Type]; !ok {
			continue
		}
		at := decode(tb, e.Content())["at"].(string)
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			tb.Fatal(err)
		}
		if keep(e, instant) {
			list = append(list, told{at, e.Type, encode(tb, e.Content())})
		}
	}
	slices.SortStableFunc(list, func(a, b told) int {
		return cmp.Or(strings.Compare(a.at, b.at), cmp.Compare(order[a.kind], order[b.kind]))
	})
	return list
}

func toldOf(tb testing.TB, marks []model.Mark) []told {
	tb.Helper()
	var list []told
	for _, m := range marks {
		list = append(list, told{m.Time, m.Type, encode(tb, m.Payload)})
	}
	return list
}

// involved reports whether an unfinished task held a node just before an instant.
func involved(w *world.World, task, node string, at time.Time) bool {
	s := w.At(at.Add(-time.Microsecond)).Task(task)
	ended := s.Status == model.Completed || s.Status == model.Failed || s.Status == model.Cancelled
	submitted := s.Status != model.Pending || s.StartTime < model.Stamp(at)
	return !ended && submitted && slices.Contains(s.Nodes, node)
}

// TestMarks checks that the events of a history are those of the stream about the task or node, and about a task's
// nodes.
func TestMarks(t *testing.T) {
	for _, scenario := range []string{"demo", "chaos", "outage"} {
		t.Run(scenario, func(t *testing.T) {
			w := newBusyWorld(t, scenario)
			from, to := start.Add(-6*time.Minute), start.Add(20*time.Minute)
			span := model.Span{From: from, To: to, Step: time.Minute}
			events := w.Events(from, to)
			tasks, nodes := someIDs(w, start.Add(time.Minute))
			total := 0
			for _, id := range tasks {
				of := append(slices.Clip(events), w.DerivedEvents(from, to, []string{id}, nil)...)
				want := changesIn(t, of, func(e model.Event, at time.Time) bool {
					return e.TaskID == id || e.Type == "node_state" && involved(w, id, e.NodeID, at)
				})
				compareMarks(t, id, toldOf(t, w.TaskHistory(id, span).Events), want)
				total += len(want)
			}
			for _, id := range nodes {
				want := changesIn(t, events, func(e model.Event, _ time.Time) bool { return e.NodeID == id })
				compareMarks(t, id, toldOf(t, w.NodeHistory(id, span).Events), want)
				total += len(want)
			}
			if total < 50 {
				t.Errorf("only %d changes to compare", total)
			}
		})
	}
}

func compareMarks(t *testing.T, id string, got, want []told) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d events, want %d\n got %v\nwant %v", id, len(got), len(want), got, want)
	}
}

// TestMarksOfSpans checks that an event at the common end of two spans appears in exactly one of them.
func TestMarksOfSpans(t *testing.T) {
	w := newWorld(t, "chaos", 3)
	tasks, nodes := someIDs(w, start)
	whole := model.Span{From: start, To: start.Add(10 * time.Minute), Step: time.Minute}
	for _, history := range []func(model.Span) []model.Mark{
		func(s model.Span) []model.Mark { return w.TaskHistory(tasks[3], s).Events },
		func(s model.Span) []model.Mark { return w.NodeHistory(nodes[5], s).Events },
	} {
		want := toldOf(t, history(whole))
		if len(want) < 2 {
			t.Fatalf("only %d events", len(want))
		}
		cut, err := time.Parse(time.RFC3339, want[len(want)/2].at)
		if err != nil {
			t.Fatal(err)
		}
		before, after := whole, whole
		before.To, after.From = cut, cut
		got := append(toldOf(t, history(before)), toldOf(t, history(after))...)
		compareMarks(t, cut.String(), got, want)
	}
}

// TestMostMarks checks that a history keeps the newest events, and that a span of twenty years is answered quickly.
func TestMostMarks(t *testing.T) {
	w := newWorld(t, "chaos", 7)
	busy := w.At(start).Tasks()[0].Nodes[0]
	end := start.AddDate(9, 11, 0)
	long := model.Span{From: start.AddDate(-9, -11, 0), To: end, Step: 1000 * time.Hour}
	got := w.NodeHistory(busy, long).Events
	if len(got) != 1000 {
		t.Fatalf("%d events", len(got))
	}
	short := model.Span{From: end.AddDate(0, 0, -1), To: end, Step: time.Hour}
	want := w.NodeHistory(busy, short).Events
	if len(want) < 100 || len(want) > 1000 {
		t.Fatalf("%d events in a day", len(want))
	}
	compareMarks(t, busy, toldOf(t, got[1000-len(want):]), toldOf(t, want))
	for _, n := range w.At(start).Nodes() {
		w.NodeHistory(n.ID, long)
	}
	for _, task := range w.At(start).Tasks() {
		if marks := w.TaskHistory(task.TaskID, long).Events; len(marks) < 10 || len(marks) > 1000 {
			t.Errorf("%d events of %s", len(marks), task.TaskID)
		}
	}
}
