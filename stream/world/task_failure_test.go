package world_test

import (
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// TestReasonsAgreeWithMetrics looks at tasks that fail, a moment before they do: what ran out, by the reason, is used
// up on a node of the task.
func TestReasonsAgreeWithMetrics(t *testing.T) {
	seen := map[string]int{}
	for _, name := range []string{"realistic", "demo", "federated"} {
		w := newWorld(t, name, 7)
		s := world.Sample{World: w}
		for _, p := range s.Plans("", 1500) {
			_, ended := p.Freed()
			at := start.Add(ended)
			if p.Outcome() != model.Failed {
				continue
			}
			reason := p.Reason()
			used, least := shortageOf(w, p, reason, at.Add(-time.Millisecond))
			if used < least {
				t.Fatalf("%s %q: %.1f %% were in use before, want at least %.0f", name, reason, used, least)
			}
			if least > 0 {
				seen[reason]++
			}
		}
	}
	if len(seen) < 3 {
		t.Errorf("looked at %v, want three reasons for which something runs out", seen)
	}
}

// shortageOf returns how much of what a reason names is used on the fullest node of a task, and the least that agrees
// with it, in percent. Both are 0 if the reason names nothing that runs out.
func shortageOf(w *world.World, p world.Plan, reason string, at time.Time) (used, least float64) {
	for _, id := range p.LastGang() {
		n := w.At(at).Node(id)
		switch {
		case strings.Contains(reason, "no space left"):
			used, least = max(used, n.DiskUsage), 99
		case strings.Contains(reason, "CUDA out of memory"):
			least = 97
			for _, g := range n.GPUs {
				used = max(used, 100*float64(g.MemoryUsed)/float64(g.MemoryTotal))
			}
		case strings.Contains(reason, "out of host memory"):
			used, least = max(used, n.MemoryUsage), 97
		}
	}
	return used, least
}
