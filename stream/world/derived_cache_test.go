package world_test

import (
	"fmt"
	"slices"
	"testing"

	"trainmock/stream/model"
)

// TestDerivedAgain asks for more derived tasks and nodes than a world keeps, in two orders, and for one again and
// again: the answers are those of a fresh world, and the last one is not planned again.
func TestDerivedAgain(t *testing.T) {
	const ids = 200
	v := newWorld(t, "demo", 7).At(start)
	ask := func(i int) string {
		id := fmt.Sprintf("task_%d", i)
		return encode(t, v.Task(id)) + encode(t, v.Node(v.Task(id).Nodes[0]))
	}
	var first []string
	for i := range ids {
		first = append(first, ask(i))
	}
	for i := ids - 1; i >= 0; i-- {
		if again := ask(i); again != first[i] {
			t.Fatalf("task %d: got %s, before %s", i, again, first[i])
		}
	}
	// To plan a task takes some 90 allocations.
	if got := testing.AllocsPerRun(100, func() { v.Task("task_0") }); got > 10 {
		t.Errorf("a derived task takes %v allocations to show again, want at most 10", got)
	}
}

// TestDerivedAndCommands checks that a command forgets what was derived before it: a node with the id of one in a
// derived gang is not in that any more.
func TestDerivedAndCommands(t *testing.T) {
	w := newWorld(t, "demo", 7)
	before := w.At(start).Task("task_123").Nodes
	next, _, err := w.With(model.Command{Verb: model.AddNode{IP: "10.9.8.7", NodeID: before[0]}})
	if err != nil {
		t.Fatal(err)
	}
	if got := next.At(start).Task("task_123").Nodes; !slices.Equal(got, before[1:]) {
		t.Errorf("got the gang %v, want %v", got, before[1:])
	}
	if got := w.At(start).Task("task_123").Nodes; !slices.Equal(got, before) {
		t.Errorf("without the command: got the gang %v, want %v", got, before)
	}
}
