package world_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// TestAskedRunsApart asks about thousands of tasks of other times and of derived ones, in every way that takes an id.
// The memory stays bounded, and the present keeps its plans: it is shown again without planning a task.
func TestAskedRunsApart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	const each = 10_000
	w := newWorld(t, "large", 7)
	at := start.Add(time.Hour)
	v, ids := w.At(at), otherRuns(newWorld(t, "large", 7), at, each)
	for i := range each {
		ids = append(ids, fmt.Sprintf("task_%d", i))
	}
	v.Tasks()
	usual, before := allocated(func() { v.Tasks() }), heap()
	for _, id := range ids {
		v.Task(id)
		v.Progress(id)
		v.Round(id)
		v.ClientRounds(id)
	}
	v.Snapshot(func(model.Event) bool { return true }, ids[:len(ids)/4], nil)
	w.DerivedEvents(at.Add(-time.Second), at, ids[:len(ids)/4], nil)
	if got := allocated(func() { v.Tasks() }); got > usual*11/10 {
		t.Errorf("the present tasks took %d bytes to show, %d before: want their plans in the cache", got, usual)
	}
	grown := int64(heap()) - int64(before)
	t.Logf("%d ids: the heap grew by %d KiB; the present takes %d KiB to show", len(ids), grown>>10, usual>>10)
	if grown > 64<<20 {
		t.Errorf("the heap grew by %d bytes, want at most 64 MiB", grown)
	}
	runtime.KeepAlive(w)
}

// otherRuns returns the ids of so many tasks that are not current at an instant.
func otherRuns(w *world.World, at time.Time, count int) []string {
	current := map[string]bool{}
	for _, task := range w.At(at).Tasks() {
		current[task.TaskID] = true
	}
	var ids []string
	for hour := time.Duration(1); len(ids) < count; hour++ {
		for _, task := range w.At(at.Add(hour * time.Hour)).Tasks() {
			if !current[task.TaskID] {
				current[task.TaskID] = true
				ids = append(ids, task.TaskID)
			}
		}
	}
	return ids
}

// allocated returns the bytes that a function allocates.
func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// heap returns the bytes that are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
