package world_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// TestOrderOfQuestions asks worlds from eight goroutines in random orders, and compares the answers with those of fresh
// worlds. The scenarios lose nodes in different ways: each slot in its turn, or some of the tasks.
func TestOrderOfQuestions(t *testing.T) {
	for name, questions := range map[string]int{"chaos": 200, "demo": 100} {
		t.Run(name, func(t *testing.T) { testOrderOfQuestions(t, name, questions) })
	}
}

func testOrderOfQuestions(t *testing.T, name string, questions int) {
	shared := newWorld(t, name, 7)
	instants := make([]time.Time, questions)
	want := make([]string, len(instants))
	for i := range instants {
		instants[i] = start.Add(time.Duration(i*7919-500_000) * time.Millisecond)
		want[i] = ask(t, newWorld(t, name, 7), instants[i])
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, i := range rand.Perm(len(instants)) {
				if got := ask(t, shared, instants[i]); got != want[i] {
					t.Errorf("at %s\n got %s\nwant %s", instants[i], got, want[i])
				}
			}
		})
	}
	all.Wait()
}

func ask(t *testing.T, w *world.World, at time.Time) string {
	v := w.At(at)
	text := encode(t, v.Cluster()) + encode(t, v.Usage()) + encode(t, v.Nodes()) + encode(t, v.Tasks())
	for _, e := range w.Events(at.Add(-30*time.Second), at) {
		text += encode(t, e.Content())
	}
	return text + encode(t, v.Progress("task_123")) + encode(t, v.Node("node_1234"))
}

// TestChangesAddUp checks that the changes of a long span are those of its parts.
func TestChangesAddUp(t *testing.T) {
	w := newWorld(t, "chaos", 11)
	const parts, part = 90, 5 * time.Second
	for _, kind := range []string{"node_state", "task_update", "system_log"} {
		var sum []string
		for i := range parts {
			from := start.Add(time.Duration(i) * part)
			sum = append(sum, changes(t, w, kind, from, from.Add(part))...)
		}
		whole := changes(t, w, kind, start, start.Add(parts*part))
		if !slices.Equal(sum, whole) {
			t.Errorf("%s: %d in parts, %d in the whole", kind, len(sum), len(whole))
		}
		if len(whole) == 0 {
			t.Errorf("%s: none in %s", kind, parts*part)
		}
	}
}

func changes(t *testing.T, w *world.World, kind string, after, until time.Time) []string {
	t.Helper()
	var list []string
	for _, e := range w.Events(after, until) {
		if e.Type == kind {
			list = append(list, encode(t, e.Content()))
		}
	}
	return list
}

// TestStartDecidesOnlyTimes checks that ids and curves do not depend on the start.
func TestStartDecidesOnlyTimes(t *testing.T) {
	s, _ := scenario.Load("demo")
	later, err := world.New(world.Options{Scenario: s, Seed: 7, Start: start.AddDate(1, 2, 3)})
	if err != nil {
		t.Fatal(err)
	}
	a := newWorld(t, "demo", 7).At(start.Add(time.Minute))
	b := later.At(later.Start().Add(time.Minute))
	for i, task := range a.Tasks() {
		other := b.Tasks()[i]
		if task.TaskID != other.TaskID || task.Progress != other.Progress || task.Loss != other.Loss {
			t.Errorf("%+v, started later: %+v", task, other)
		}
	}
}
