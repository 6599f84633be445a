package rest

import (
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/world"
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

func (a *api) taskHistory(q *historyOfTask) (world.TaskHistory, error) {
	w, now := a.Source.Now()
	span, err := q.span(w, now)
	if err != nil {
		return world.TaskHistory{}, err
	}
	if !world.ValidID(q.TaskID) || a.Strict && !w.HasTask(q.TaskID) {
		return world.TaskHistory{}, ask.Refuse(http.StatusNotFound, "Task not found")
	}
	return w.TaskHistory(q.TaskID, span), nil
}

func (a *api) nodeHistory(q *historyOfNode) (world.NodeHistory, error) {
	w, now := a.Source.Now()
	span, err := q.span(w, now)
	if err != nil {
		return world.NodeHistory{}, err
	}
	if !world.ValidID(q.NodeID) || a.Strict && !w.HasNode(q.NodeID) {
		return world.NodeHistory{}, ask.Refuse(http.StatusNotFound, "Node not found")
	}
	return w.NodeHistory(q.NodeID, span), nil
}
