package service

import (
	"context"
	"net/http"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// Removed is the answer of DELETE /tasks/{task_id}.
type Removed struct {
	Status  string `json:"status" enum:"deleted"`
	Message string `json:"message"`
}

// byID asks about a task of the console's.
type byID struct {
	TaskID string `path:"task_id" doc:"An id that POST /train gave, or any other: it answers, too." example:"task_1f2e3d4c"`
}

// view returns the state of the world now, if the task is there.
func (q *byID) view(ctx context.Context) (world.View, error) {
	// The segments of /monitor/training/… and /monitor/ray/… are no task ids.
	if q.TaskID == "training" || q.TaskID == "ray" {
		return world.View{}, refuse.New(http.StatusNotFound, "Not Found")
	}
	m := look(ctx)
	if err := m.checkTask(q.TaskID); err != nil {
		return world.View{}, err
	}
	return m.view(), nil
}

// viewUndeleted returns the state of the world now, if the task is there and was not deleted.
func (q *byID) viewUndeleted(ctx context.Context) (world.View, error) {
	v, err := q.view(ctx)
	if err == nil && v.Deleted(q.TaskID) {
		err = taskNotFound()
	}
	return v, err
}

// Round tells the round of a task, as the console polls it.
func Round(ctx context.Context, q *byID) (model.Round, error) {
	v, err := q.viewUndeleted(ctx)
	if err != nil {
		return model.Round{}, err
	}
	return v.Round(q.TaskID), nil
}

// ClientRounds tells the round of each node of a task, in objects of one key each: address to round.
func ClientRounds(ctx context.Context, q *byID) ([]map[string]int64, error) {
	v, err := q.viewUndeleted(ctx)
	if err != nil {
		return nil, err
	}
	list := []map[string]int64{}
	for _, c := range v.ClientRounds(q.TaskID) {
		list = append(list, map[string]int64{c.IP: c.Round})
	}
	return list, nil
}

// TaskStatus tells a task's status alone.
func TaskStatus(ctx context.Context, q *byID) (model.Status, error) {
	v, err := q.view(ctx)
	if err != nil {
		return "", err
	}
	return v.Task(q.TaskID).Status, nil
}

// DeleteTask ends a task, if it has not ended, and takes it out of sight.
func DeleteTask(ctx context.Context, q *byID) (Removed, error) {
	if !model.ValidID(q.TaskID) {
		return Removed{}, taskNotFound()
	}
	_, err := do(ctx, func(moment) ([]model.Verb, error) { return []model.Verb{model.DeleteTask{TaskID: q.TaskID}}, nil })
	if err != nil {
		return Removed{}, err
	}
	return Removed{Status: "deleted", Message: "Task " + q.TaskID + " deleted successfully"}, nil
}

// HasRunningTask reports whether a task runs.
func HasRunningTask(ctx context.Context, _ *struct{}) (bool, error) {
	return look(ctx).view().AnyRunning(), nil
}
