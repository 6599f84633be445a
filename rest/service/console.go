package service

import (
	"context"
	"net/http"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// Removed is the answer to DELETE /tasks/{task_id}.
type Removed struct {
	Status  string `json:"status" enum:"deleted"`
	Message string `json:"message"`
}

// byID asks about one task of the console.
type byID struct {
	TaskID string `path:"task_id" kind:"id" example:"task_123"`
}

// Describe describes the id.
func (byID) Describe() map[string]string {
	return map[string]string{"task_id": "An id that POST /train gave, or any other: it answers, too."}
}

// notTasks lists the segments of other routes that /monitor/{task_id} would take for ids.
var notTasks = []string{"training", "ray"}

// view returns the current state of the world. It refuses a task that is not there.
func (q *byID) view(ctx context.Context) (world.View, error) {
	if slices.Contains(notTasks, q.TaskID) {
		return world.View{}, refuse.New(http.StatusNotFound, "Not Found")
	}
	m := look(ctx)
	if err := m.checkTask(q.TaskID); err != nil {
		return world.View{}, err
	}
	return m.view(), nil
}

// viewUndeleted returns the current state of the world. It refuses a task that is not there or was deleted.
func (q *byID) viewUndeleted(ctx context.Context) (world.View, error) {
	v, err := q.view(ctx)
	if err == nil && v.Deleted(q.TaskID) {
		err = taskNotFound()
	}
	return v, err
}

// Round answers with the round of a task, which the console polls.
func Round(ctx context.Context, q *byID) (model.Round, error) {
	v, err := q.viewUndeleted(ctx)
	if err != nil {
		return model.Round{}, err
	}
	return v.Round(q.TaskID), nil
}

// ClientRounds answers with the round of each node of a task, in objects of one key each: address to round.
func ClientRounds(ctx context.Context, q *byID) ([]map[string]int64, error) {
	v, err := q.viewUndeleted(ctx)
	if err != nil {
		return nil, err
	}
	if err := look(ctx).turnForTask(ctx, q.TaskID); err != nil {
		return nil, err
	}
	list := []map[string]int64{}
	for _, c := range v.ClientRounds(q.TaskID) {
		list = append(list, map[string]int64{c.IP: c.Round})
	}
	return list, nil
}

// TaskStatus answers with a task's status alone.
func TaskStatus(ctx context.Context, q *byID) (model.Status, error) {
	v, err := q.view(ctx)
	if err != nil {
		return "", err
	}
	return v.Task(q.TaskID).Status, nil
}

// DeleteTask ends a task that still runs or waits, and hides it.
func DeleteTask(ctx context.Context, q *byID) (Removed, error) {
	if !model.ValidID(q.TaskID) {
		return Removed{}, taskNotFound()
	}
	_, err := do(ctx, func(m moment) ([]model.Verb, error) {
		// In a command #1 would be the first task's name. Here it is an id like any other.
		if !m.world.HasTask(q.TaskID) {
			return nil, taskNotFound()
		}
		return []model.Verb{model.DeleteTask{TaskID: q.TaskID}}, nil
	})
	if err != nil {
		return Removed{}, err
	}
	return Removed{Status: "deleted", Message: "Task " + q.TaskID + " deleted successfully"}, nil
}

// HasRunningTask answers whether a task runs.
func HasRunningTask(ctx context.Context, _ *struct{}) (bool, error) {
	m := look(ctx)
	if err := m.turnForTasks(ctx); err != nil {
		return false, err
	}
	return m.view().AnyRunning(), nil
}
