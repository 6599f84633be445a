package world_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// crowdedAt is when the tasks of these tests are started.
const crowdedAt = time.Minute

// crowded returns a world in which so many tasks were started at one instant.
func crowded(tb testing.TB, tasks int) *world.World {
	tb.Helper()
	return with(tb, newWorld(tb, "demo", 7), slices.Repeat([]model.Command{startNow("crowd")}, tasks)...)
}

// startNow returns the command that starts a task with a name.
func startNow(name string) model.Command {
	return model.Command{At: crowdedAt, Verb: model.StartTask{Name: name}}
}

// effects returns what a world tells of the first minute after the commands that another does not.
func effects(after, before *world.World) []model.Event {
	at := start.Add(crowdedAt)
	return after.Effects(before, at.Add(-time.Microsecond), at.Add(time.Minute), 1000)
}

// TestEffects checks that the effects of a command are those of its own task, beside many others of that instant.
func TestEffects(t *testing.T) {
	before := crowded(t, 100)
	after, started, err := before.With(startNow("mine"))
	if err != nil {
		t.Fatal(err)
	}
	id := started.Verb.(model.StartTask).TaskID
	list := effects(after, before)
	if len(list) == 0 {
		t.Fatal("got no effect of a start, want at least its log line")
	}
	for _, e := range list {
		if e.TaskID != id {
			t.Errorf("got %+v, want changes of %s alone", e, id)
		}
	}
	if list := effects(before, before); len(list) > 0 {
		t.Errorf("got %d effects of no command, want none", len(list))
	}
}

// BenchmarkEffects measures the effects of a command beside other tasks that were started at its instant.
func BenchmarkEffects(b *testing.B) {
	for _, tasks := range []int{0, 5000} {
		b.Run(fmt.Sprint(tasks), func(b *testing.B) {
			before := crowded(b, tasks)
			after := with(b, before, startNow("mine"))
			for b.Loop() {
				effects(after, before)
			}
		})
	}
}
