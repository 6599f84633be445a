package rest

import (
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/model"
)

// historyOfTask and historyOfNode ask about one task or node over a span of time.
type historyOfTask struct {
	TaskID string `path:"task_id" doc:"Any id of 1 to 64 letters, digits, dots, dashes and underscores answers." example:"task_123"`
	During
}

type historyOfNode struct {
	NodeID string `path:"node_id" doc:"Any id of 1 to 64 letters, digits, dots, dashes and underscores answers." example:"node_1234"`
	During
}

func (a *api) taskHistory(q *historyOfTask) (model.TaskHistory, error) {
	w, now := a.Source.Now()
	span, err := q.span(w, now)
	if err != nil {
		return model.TaskHistory{}, err
	}
	if !model.ValidID(q.TaskID) || a.Strict && !w.HasTask(q.TaskID) {
		return model.TaskHistory{}, ask.Refuse(http.StatusNotFound, "Task not found")
	}
	return w.TaskHistory(q.TaskID, span), nil
}

func (a *api) nodeHistory(q *historyOfNode) (model.NodeHistory, error) {
	w, now := a.Source.Now()
	span, err := q.span(w, now)
	if err != nil {
		return model.NodeHistory{}, err
	}
	if !model.ValidID(q.NodeID) || a.Strict && !w.HasNode(q.NodeID) {
		return model.NodeHistory{}, ask.Refuse(http.StatusNotFound, "Node not found")
	}
	return w.NodeHistory(q.NodeID, span), nil
}
