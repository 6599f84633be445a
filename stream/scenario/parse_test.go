package scenario_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// TestSmall checks that every kind of value is read.
func TestSmall(t *testing.T) {
	s := mustParse(t, small)
	want := model.Job{
		Name: "training", Kind: model.Supervised, Slots: 2, Group: "gpu", Nodes: 1, Spares: 1, Period: 5 * time.Minute,
		Lead: 10 * time.Second, Queue: 5 * time.Second, Epochs: 35, Steps: 40, StepTime: 85 * time.Millisecond,
		Startup: 3 * time.Second, Evaluation: 250 * time.Millisecond, Checkpoint: 700 * time.Millisecond,
		CheckpointEvery: 5, Classes: 1000, LearningRate: 0.1, Batch: 512,
		Failed: 0.1, Cancelled: 0.05, Diverged: 0.01, Spikes: 0.3, InputBound: 0.25,
	}
	if len(s.Jobs) != 1 || s.Jobs[0] != want {
		t.Errorf("got %+v, want %+v", s.Jobs, want)
	}
	if s.Name != "small" || s.Description != "for tests" || len(s.Groups) != 3 || s.Groups[2].Role != model.DataNode ||
		s.Incidents.Rate != 100 {
		t.Errorf("got %+v, want the values of the file", s)
	}
	timeline := []model.Command{
		{At: 90 * time.Second, Verb: model.FailNode{NodeID: "#2", For: 2 * time.Minute}},
		{At: 2 * time.Minute, Verb: model.PauseTask{TaskID: "#1"}},
	}
	if !reflect.DeepEqual(s.Timeline, timeline) {
		t.Errorf("got %+v, want %+v", s.Timeline, timeline)
	}
	build(t, s)
}

// change returns the small file with one part replaced.
func change(tb testing.TB, old, by string) model.Scenario {
	tb.Helper()
	if strings.Count(small, old) != 1 {
		tb.Fatalf("%q is in the file %d times, want once", old, strings.Count(small, old))
	}
	return mustParse(tb, strings.Replace(small, old, by, 1))
}

// TestSpellings checks several ways to write one value.
func TestSpellings(t *testing.T) {
	want := mustParse(t, small)
	for _, tc := range []struct{ name, old, by string }{
		{"quotes", "period: 5m", `"period": "5m"`},
		{"seconds", "period: 5m", "period: 300s"},
		{"days", "period: 5m", "period: 0d5m"},
		{"without a sign", "at: +90s", "at: 90s"},
		{"without a point", "learning_rate: 0.1", "learning_rate: 1e-1"},
		{"a number in quotes", "batch: 512", `batch: "512"`},
		{"no GPU", "name: spare,", "name: spare, gpu: none,"},
		{"defaults written out", "gpu: L4,", "gpu: L4, role: worker node,"},
		{"a key without a value", "description: for tests", "description: for tests\ncompression:"},
		{"a text over two lines", "description: for tests", "description: >\n  for\n  tests"},
		{"commands in another order", `  - {at: +90s, fail_node: {node_id: "#2", for: 2m}}` + "\n" + `  - at: 2m
    pause_task:
      task_id: "#1"`, `  - at: 2m
    pause_task:
      task_id: "#1"` + "\n" + `  - {at: +90s, fail_node: {node_id: "#2", for: 2m}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := change(t, tc.old, tc.by); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
	if got := mustParse(t, "\ufeff---\n"+strings.ReplaceAll(small, "\n", "\r\n")); !reflect.DeepEqual(got, want) {
		t.Errorf("with the line ends of Windows: got %+v, want %+v", got, want)
	}
}

// TestDefaults checks the defaults that the fields of model.Scenario name.
func TestDefaults(t *testing.T) {
	s := mustParse(t, `
groups:
- {name: a, count: 1, cpus: 1, memory_gb: 1}
jobs:
- {name: j, kind: federated, group: a, period: 1m, epochs: 2, steps: 2, step_time: 1s, classes: 2, learning_rate: 0.1,
   batch: 1}
timeline:
`)
	if s.Name != "mine" || s.Groups[0].Role != model.WorkerNode || len(s.Timeline) != 0 {
		t.Errorf("got %+v, want the name mine, worker nodes and no timeline", s)
	}
	if j := s.Jobs[0]; j.Slots != 1 || j.Nodes != 1 || j.Queue != time.Second || j.CheckpointEvery != 1 ||
		j.Spares != 0 {
		t.Errorf("got %+v, want the defaults", j)
	}
	if in := s.Incidents; in.Unknown != 6*time.Second || in.DeadMin != 15*time.Second || in.DeadMax != 20*time.Second {
		t.Errorf("got %+v, want the defaults", in)
	}
	build(t, s)
}

// TestNoNodes checks that an empty list of groups counts as written.
func TestNoNodes(t *testing.T) {
	if s := mustParse(t, "groups: []\n"); len(s.Groups) != 0 || build(t, s).Status().TotalNodes != 0 {
		t.Errorf("got %+v, want no nodes", s)
	}
}

// TestName checks that the name of the file is the default.
func TestName(t *testing.T) {
	for _, tc := range []struct{ file, want string }{
		{"mine.yaml", "mine"}, {"/a/b/my cluster.yml", "my cluster"}, {"./集群.yaml", "集群"}, {"v1.2.yaml", "v1.2"},
	} {
		if s, err := scenario.Parse(tc.file, []byte("groups: []\n")); err != nil || s.Name != tc.want {
			t.Errorf("%s: got %q, %v; want %q", tc.file, s.Name, err, tc.want)
		}
	}
	if _, err := scenario.Parse(strings.Repeat("x", 65)+".yaml", []byte("groups: []\n")); err == nil ||
		!strings.Contains(err.Error(), "such as name: mine") {
		t.Errorf("got %v, want an error with an example of a name", err)
	}
}

// TestAliases checks that entries can be used again, whole or as a base.
func TestAliases(t *testing.T) {
	s := change(t, `  - {name: spare, count: 2, role: data node, cpus: 16, memory_gb: 64}
`, `  - &base {name: spare, count: &two 2, role: data node, cpus: 16, memory_gb: 64}
  - {<<: *base, name: more, cpus: 32}
  - {<<: [{cpus: 4}, *base], name: mixed, count: *two}
`)
	base := s.Groups[2]
	more, mixed := base, base
	more.Name, more.CPUs = "more", 32
	mixed.Name, mixed.CPUs = "mixed", 4
	if s.Groups[3] != more || s.Groups[4] != mixed {
		t.Errorf("got %+v, want %+v and %+v at the end", s.Groups, more, mixed)
	}
}

// TestCompression checks the values that are divided, multiplied and left as they are.
func TestCompression(t *testing.T) {
	// With repairs ten times as long: as short as these they would end before the detection, which is not compressed.
	long := strings.NewReplacer("40s", "400s", "repair_max: 60s", "repair_max: 600s").Replace(small)
	s := mustParse(t, strings.Replace(long, "name: small", "name: small\ncompression: 10", 1))
	want := mustParse(t, small)
	j := &want.Jobs[0]
	for _, d := range []*time.Duration{
		&j.Period, &j.Lead, &j.Queue, &j.StepTime, &j.Startup, &j.Evaluation, &j.Checkpoint, &want.Throttling.Min,
		&want.Throttling.Max,
	} {
		*d /= 10
	}
	want.Incidents.Rate *= 10
	want.Throttling.Rate *= 10
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
}

// TestStartTask checks that a command with nothing but defaults needs no value.
func TestStartTask(t *testing.T) {
	s := change(t, `fail_node: {node_id: "#2", for: 2m}`, "start_task: ")
	if c := s.Timeline[0]; !reflect.DeepEqual(c.Verb, model.StartTask{}) {
		t.Errorf("got %+v, want a start_task with defaults", c)
	}
	if tasks := build(t, s).Tasks(); len(tasks) != 3 {
		t.Errorf("got %d tasks, want 3", len(tasks))
	}
}
