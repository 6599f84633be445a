package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// TestInvariants checks the views of random worlds at random instants.
func TestInvariants(t *testing.T) {
	scenarios := rapid.SampledFrom(scenario.Names())
	rapid.Check(t, func(t *rapid.T) {
		s, _ := scenario.Load(scenarios.Draw(t, "scenario"))
		seed := rapid.Uint64Range(0, 1<<53-1).Draw(t, "seed")
		w, err := world.New(world.Options{Scenario: s, Seed: seed, Start: start})
		if err != nil {
			t.Fatal(err)
		}
		seconds := rapid.Float64Range(-7200, 7200).Draw(t, "seconds")
		v := w.At(start.Add(time.Duration(seconds * 1e9)))
		checkView(t, v)
	})
}

// TestInvariantsFarAway checks views years away, where arithmetic would overflow first.
func TestInvariantsFarAway(t *testing.T) {
	for _, years := range []int{-10, -1, 1, 10} {
		checkView(t, newWorld(t, "demo", 7).At(start.AddDate(years, 0, 0)))
	}
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

func checkView(t failer, v world.View) {
	t.Helper()
	tasks := map[string]model.TaskStatus{}
	for _, task := range v.Tasks() {
		checkTask(t, task)
		tasks[task.TaskID] = task
	}
	nodes := map[string]model.NodeMetrics{}
	for _, n := range v.Nodes() {
		checkNode(t, n)
		nodes[n.ID] = n
		if n.TaskID != "" && !slices.Contains(tasks[n.TaskID].Nodes, n.ID) {
			t.Fatalf("%s works on %s, which does not involve it", n.ID, n.TaskID)
		}
	}
	for _, task := range tasks {
		checkGang(t, task, nodes)
	}
	checkCounts(t, v, nodes)
}

func checkTask(t failer, s model.TaskStatus) {
	t.Helper()
	switch {
	case s.Progress < 0 || s.Progress > 1, s.CurrentEpoch < 0 || s.CurrentEpoch > s.TotalEpochs:
		t.Fatalf("out of range: %+v", s)
	case (s.Remaining != nil) != (s.Status == model.Running):
		t.Fatalf("a time remains only while a task runs: %+v", s)
	case s.Status == model.Completed && s.Progress != 1:
		t.Fatalf("completed before the end: %+v", s)
	case s.Loss <= 0 || s.Loss > 60:
		t.Fatalf("impossible loss: %+v", s)
	}
}

func checkNode(t failer, n model.NodeMetrics) {
	t.Helper()
	for name, percent := range map[string]float64{"cpu": n.CPUUsage, "memory": n.MemoryUsage, "disk": n.DiskUsage} {
		if percent < 0 || percent > 100 {
			t.Fatalf("%s of %s is %v %%", name, n.ID, percent)
		}
	}
	for _, g := range n.GPUs {
		switch {
		case g.Utilization < 0 || g.Utilization > 100, g.MemoryUsed > g.MemoryTotal,
			g.Temperature < 10 || g.Temperature > 95, g.Power <= 0 || g.Power > 1.4*g.PowerLimit:
			t.Fatalf("impossible GPU: %+v", g)
		}
	}
	if n.State != model.Alive && n.TaskID != "" {
		t.Fatalf("%s is %s and works on %s", n.ID, n.State, n.TaskID)
	}
}

// checkGang checks a task against the nodes that it involves. A running or paused task holds all of them. Those that
// are ALIVE work on it. One that is UNKNOWN does not show it, while the others hang in a collective operation and wait
// for it: only a node that is DEAD, or has restarted, ends a running gang.
func checkGang(t failer, task model.TaskStatus, nodes map[string]model.NodeMetrics) {
	t.Helper()
	if len(task.Nodes) == 0 {
		t.Fatalf("%s involves no node", task.TaskID)
	}
	for _, id := range task.Nodes {
		n, ok := nodes[id]
		works := n.TaskID == task.TaskID
		holds := (task.Status == model.Running || task.Status == model.Paused) && n.State == model.Alive
		if !ok || works != holds || task.Status == model.Running && n.State == model.Dead {
			t.Fatalf("%s is %s, and its node %s is %s and works on %q", task.TaskID, task.Status, id, n.State, n.TaskID)
		}
	}
}

func checkCounts(t failer, v world.View, nodes map[string]model.NodeMetrics) {
	t.Helper()
	count := map[model.NodeState]int{}
	ips := map[string]bool{}
	for _, n := range nodes {
		count[n.State]++
		ips[n.IP] = true
	}
	s := v.Status()
	if s.TotalNodes != len(nodes) || s.ActiveNodes != count[model.Alive] || s.FailedNodes != count[model.Dead] {
		t.Fatalf("got counts %+v, want %d nodes in states %v", s, len(nodes), count)
	}
	if len(ips) != len(nodes) {
		t.Fatalf("%d nodes have %d addresses, want one each", len(nodes), len(ips))
	}
	want := "healthy"
	if count[model.Dead] > 0 {
		want = "degraded"
	}
	if count[model.Alive] == 0 {
		want = "unhealthy"
	}
	if s.Status != want {
		t.Fatalf("%+v is not %s", s, want)
	}
}

// TestProgressNeverFalls checks that no task's progress falls in half an hour of chaos, although steps go back.
func TestProgressNeverFalls(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for seed := range uint64(10) {
		w := newWorld(t, "chaos", seed)
		best := map[string]model.TrainingProgress{}
		wentBack := false
		for second := range 1800 {
			at := start.Add(time.Duration(second) * time.Second)
			for _, e := range w.Events(at.Add(-time.Second), at) {
				p, ok := e.Content().(*model.TrainingProgress)
				if !ok {
					continue
				}
				last := best[p.TaskID]
				if p.Progress < last.Progress || p.CurrentEpoch < last.CurrentEpoch {
					t.Fatalf("seed %d, second %d: from %+v back to %+v", seed, second, last, p)
				}
				wentBack = wentBack || p.Metrics.Step < last.Metrics.Step
				best[p.TaskID] = *p
			}
		}
		if !wentBack {
			t.Errorf("seed %d: no task ever went back to a checkpoint", seed)
		}
	}
}

// TestNothingIsNull checks that optional fields are left out, not null.
func TestNothingIsNull(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, name := range builtins() {
		w := newWorld(t, name, 3)
		for minute := range 10 {
			at := start.Add(time.Duration(minute) * time.Minute)
			for _, e := range w.Events(at.Add(-time.Minute), at) {
				if text := encode(t, e.Content()); strings.Contains(text, "null") || strings.Contains(text, "NaN") {
					t.Fatalf("%s: %s", e.Type, text)
				}
			}
		}
	}
}
