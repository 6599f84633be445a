package world_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// TestDeleteTask checks that a deleted task is cancelled, known as deleted from then on, and refuses commands. A task
// that has ended can be deleted and keeps its status.
func TestDeleteTask(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, first := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 100}})
	w, second := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 1}})
	id, ended := first.Verb.(model.StartTask).TaskID, second.Verb.(model.StartTask).TaskID
	w, _ = mustApply(t, w, model.Command{At: 2 * time.Minute, Verb: model.DeleteTask{TaskID: id}})
	if w.Deleted(id, 2*time.Minute-1) || !w.Deleted(id, 2*time.Minute) {
		t.Error("deleted at another instant")
	}
	if s := w.At(start.Add(2 * time.Minute)).Task(id); s.Status != model.Cancelled {
		t.Errorf("the deleted task is %s, want %s", s.Status, model.Cancelled)
	}
	_, _, err := w.With(model.Command{At: 3 * time.Minute, Verb: model.DeleteTask{TaskID: id}})
	if !errors.Is(err, world.ErrNoTask) {
		t.Errorf("deleted twice: got %v, want %v", err, world.ErrNoTask)
	}
	if s := w.At(start.Add(4 * time.Minute)).Task(ended); s.Status != model.Completed {
		t.Fatalf("the short task is %s, want %s", s.Status, model.Completed)
	}
	w, _ = mustApply(t, w, model.Command{At: 4 * time.Minute, Verb: model.DeleteTask{TaskID: ended}})
	s, deleted := w.At(start.Add(5*time.Minute)).Task(ended), w.Deleted(ended, 5*time.Minute)
	if s.Status != model.Completed || !deleted {
		t.Errorf("the ended task is %s, deleted: %t; want %s, deleted", s.Status, deleted, model.Completed)
	}
}

// TestDeletedLongAfterItsEnd checks that a deleted task is listed as deleted for ten minutes, however long ago it
// ended.
func TestDeletedLongAfterItsEnd(t *testing.T) {
	w := newWorld(t, "empty", 7)
	w, logged := mustApply(t, w, model.Command{At: time.Minute, Verb: model.StartTask{Rounds: 1}})
	id := logged.Verb.(model.StartTask).TaskID
	w, _ = mustApply(t, w, model.Command{At: time.Hour, Verb: model.DeleteTask{TaskID: id}})
	for _, tc := range []struct {
		at   time.Duration
		want []model.TaskState
	}{
		{time.Minute, []model.TaskState{{ID: id, Status: model.Pending}}},
		{2 * time.Minute, []model.TaskState{{ID: id, Status: model.Completed}}},
		{30 * time.Minute, nil},
		{time.Hour - time.Microsecond, nil},
		{time.Hour, []model.TaskState{{ID: id, Status: model.Deleted}}},
		{70*time.Minute - time.Microsecond, []model.TaskState{{ID: id, Status: model.Deleted}}},
		{70 * time.Minute, nil},
	} {
		if got := w.At(start.Add(tc.at)).TaskStates(); !slices.Equal(got, tc.want) {
			t.Errorf("at %s: %v, want %v", tc.at, got, tc.want)
		}
	}
}

// TestManyStarted checks that a thousand tasks can be started and deleted, in different orders, in little time.
func TestManyStarted(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	w := newWorld(t, "demo", 7)
	var ids []string
	at := time.Minute
	for range 1000 {
		var logged model.Command
		w, logged = mustApply(t, w, model.Command{At: at, Verb: model.StartTask{}})
		ids = append(ids, logged.Verb.(model.StartTask).TaskID)
		at += 30 * time.Millisecond
	}
	for i := range ids {
		id := ids[i/2]
		if i%2 == 1 {
			id = ids[len(ids)-1-i/2]
		}
		w, _ = mustApply(t, w, model.Command{At: at, Verb: model.DeleteTask{TaskID: id}})
		at += 30 * time.Millisecond
	}
	for _, id := range ids {
		if s := w.At(start.Add(at)).Task(id); s.Status != model.Cancelled && s.Status != model.Completed {
			t.Errorf("%s is %s, want it cancelled or completed", id, s.Status)
		}
	}
}
