package scenario_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// small is a file that is as it should be, for tests to spoil.
const small = `# A small cluster.
name: small
description: for tests
groups:
  - name: head
    count: 1
    role: head node
    cpus: 8
    memory_gb: 32
  - {name: gpu, count: 4, cpus: 64, memory_gb: 512, gpu: L4, gpus: 2}
  - {name: spare, count: 2, role: data node, cpus: 16, memory_gb: 64}
jobs:
  - name: training
    kind: supervised
    group: gpu
    slots: 2
    nodes: 1
    spares: 1
    period: 5m
    lead: 10s
    queue: 5s
    epochs: 35
    steps: 40
    step_time: 85ms
    startup: 3s
    evaluation: 250ms
    checkpoint: 700ms
    checkpoint_every: 5
    classes: 1000
    learning_rate: 0.1
    batch: 512
    failed: 0.1
    cancelled: 0.05
    diverged: 0.01
    spikes: 0.3
    input_bound: 0.25
incidents:
  rate: 100
  unknown: 6s
  dead_min: 15s
  dead_max: 20s
  repair_min: 40s
  repair_max: 60s
stragglers: {share: 0.4, factor_min: 1.1, factor_max: 1.4}
throttling:
  rate: 20
  min: 10s
  max: 60s
  factor: 1.3
timeline:
  - {at: +90s, fail_node: {node_id: "#2", for: 2m}}
  - at: 2m
    pause_task:
      task_id: "#1"
`

// build makes the world of a scenario, and looks at it.
func build(tb testing.TB, s model.Scenario) world.View {
	tb.Helper()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: start})
	if err != nil {
		tb.Fatal(err)
	}
	return w.At(start.Add(100 * time.Second))
}

// mustParse reads a text that is as it should be.
func mustParse(tb testing.TB, text string) model.Scenario {
	tb.Helper()
	s, err := scenario.Parse("mine.yaml", []byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	s.Text = "" // Equal scenarios may have different texts.
	return s
}

// checkError holds an error to what a person needs: file, line, one line of message, and a bounded excerpt.
func checkError(tb testing.TB, err error) *scenario.Error {
	tb.Helper()
	var e *scenario.Error
	if !errors.As(err, &e) {
		tb.Fatalf("got %T %v, want a *scenario.Error", err, err)
	}
	text := err.Error()
	if e.File != "mine.yaml" || !strings.HasPrefix(text, "mine.yaml:") || e.Line < 1 {
		tb.Errorf("got %s, want file and line first", text)
	}
	if strings.Contains(e.Message, "\n") || strings.Count(e.Excerpt, "\n") > 4 || len(text) > 8000 ||
		!utf8.ValidString(text) {
		tb.Errorf("got %q, want one line and a short excerpt in UTF-8", text)
	}
	if !strings.Contains(e.Excerpt, ">") ||
		strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' }) {
		tb.Errorf("got %q, want a printable excerpt with a mark", text)
	}
	return e
}
