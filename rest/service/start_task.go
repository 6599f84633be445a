package service

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// Started is the answer to POST /train.
type Started struct {
	TaskID  string `json:"task_id" example:"task_1f2e3d4c"`
	Status  string `json:"status" enum:"started"`
	Message string `json:"message"`
}

// Starter starts tasks.
type Starter struct {
	// Exclusive refuses to start a task while one runs, or waits to.
	Exclusive bool
}

// BusyText is the detail of the refusal to start a second task.
const BusyText = "A task is running or about to: wait for its end, delete it, or run trainmock without --exclusive"

// Start starts a task with the parameters of a body.
func (s Starter) Start(ctx context.Context, b *answer.Body) (Started, error) {
	asked, err := parseTraining(b)
	if err != nil {
		return Started{}, err
	}
	logged, err := do(ctx, func(m moment) ([]model.Verb, error) {
		if s.Exclusive && m.isBusy() {
			return nil, refuse.New(http.StatusConflict, BusyText)
		}
		return []model.Verb{asked}, nil
	})
	if err != nil {
		return Started{}, err
	}
	started := logged[0].Verb.(model.StartTask)
	const message = "Task %s submitted: rounds %d, nodes %d"
	return Started{
		TaskID: started.TaskID, Status: "started",
		Message: fmt.Sprintf(message, started.TaskID, started.Rounds, len(started.Nodes)),
	}, nil
}

// isBusy reports whether a task runs, or waits to.
func (m moment) isBusy() bool {
	return slices.ContainsFunc(m.view().TaskStates(), func(t model.TaskState) bool {
		return t.Status == model.Running || t.Status == model.Pending
	})
}
