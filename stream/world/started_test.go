package world_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// TestStartedTasksInTheirTime checks that a task which is started later is not there before, whether the timeline or a
// command starts it.
func TestStartedTasksInTheirTime(t *testing.T) {
	s := newWorld(t, "demo", 7).Scenario()
	s.Timeline = []model.Command{{At: 5 * time.Minute, Verb: model.StartTask{TaskID: "task_00000005"}}}
	w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: start})
	if err != nil {
		t.Fatal(err)
	}
	w = with(t, w,
		model.Command{At: time.Minute, Verb: model.StartTask{TaskID: "task_00000001"}},
		model.Command{At: 9 * time.Minute, Verb: model.StartTask{TaskID: "task_00000009"}})
	for _, tc := range []struct {
		at      time.Duration
		started int
	}{{0, 0}, {time.Minute - 1, 0}, {time.Minute, 1}, {5*time.Minute - 1, 1}, {5 * time.Minute, 2}, {9 * time.Minute, 3}} {
		started := 0
		for _, task := range w.At(start.Add(tc.at)).Tasks() {
			switch task.TaskID {
			case "task_00000001", "task_00000005", "task_00000009":
				started++
			}
		}
		if started != tc.started {
			t.Errorf("at %s: %d started tasks, want %d", tc.at, started, tc.started)
		}
	}
}
