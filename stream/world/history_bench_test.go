package world_test

import (
	"encoding/json"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// BenchmarkHistory measures ten minutes in 600 points with their JSON, the first request of a page. Target: 20 ms.
func BenchmarkHistory(b *testing.B) {
	w := newWorld(b, "demo", 7)
	span := model.Span{From: start, To: start.Add(599 * time.Second), Step: time.Second}
	derived := w.At(start).Task("task_123").Nodes[0]
	for _, bb := range []struct {
		name string
		ask  func() any
	}{
		{"task", func() any { return w.TaskHistory(w.At(start).Tasks()[0].TaskID, span) }},
		{"task, derived", func() any { return w.TaskHistory("task_123", span) }},
		{"node, 8 GPUs", func() any { return w.NodeHistory(gpuNode(b, w), span) }},
		{"node, derived, 8 GPUs", func() any { return w.NodeHistory(derived, span) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(bb.ask()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkNow measures a single point of BenchmarkHistory.
func BenchmarkNow(b *testing.B) {
	w := newWorld(b, "demo", 7)
	id := gpuNode(b, w)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := json.Marshal(w.At(start.Add(time.Duration(i%600) * time.Second)).Node(id)); err != nil {
			b.Fatal(err)
		}
	}
}

// gpuNode returns the id of a node with 8 GPUs.
func gpuNode(tb testing.TB, w *world.World) string {
	tb.Helper()
	for _, n := range w.At(start).Nodes() {
		if len(n.GPUs) == 8 {
			return n.ID
		}
	}
	tb.Fatal("no node has 8 GPUs")
	return ""
}

// TestHistoryAllocations checks that a point takes memory only for its own values: four measures that may be missing
// and the stamp of its time, or on a node those and some columns more.
func TestHistoryAllocations(t *testing.T) {
	w := newWorld(t, "demo", 7)
	task := w.At(start.Add(time.Hour)).Tasks()[0].TaskID
	for _, tc := range []struct {
		name string
		ask  func(model.Span)
		most float64
	}{
		{"task", func(s model.Span) { w.TaskHistory(task, s) }, 6},
		{"task, derived", func(s model.Span) { w.TaskHistory("task_123", s) }, 6},
		{"node", func(s model.Span) { w.NodeHistory(gpuNode(t, w), s) }, 11},
	} {
		allocations := func(points int) float64 {
			s := model.Span{From: start.Add(time.Hour), To: start.Add(time.Hour + 10*time.Second)}
			s.Step = s.To.Sub(s.From) / time.Duration(points)
			return testing.AllocsPerRun(10, func() { tc.ask(s) })
		}
		if got := (allocations(300) - allocations(100)) / 200; got > tc.most {
			t.Errorf("%s: a point takes %.1f allocations, want at most %v", tc.name, got, tc.most)
		}
	}
}
