package service

import (
	"context"

	"trainmock/stream/model"
)

// historyOfTask and historyOfNode ask about one task or node over a span of time.
type historyOfTask struct {
	TaskID string `path:"task_id" kind:"id" example:"task_123"`
	During
}

type historyOfNode struct {
	NodeID string `path:"node_id" kind:"id" example:"node_1234"`
	During
}

// TaskHistory answers with the states of a task over a span of time.
func TaskHistory(ctx context.Context, q *historyOfTask) (model.TaskHistory, error) {
	m := look(ctx)
	span, err := q.span(m)
	if err == nil {
		err = m.checkTask(q.TaskID)
	}
	if err == nil {
		perPoint := bytesPerPoint + int64(m.world.Apart().TaskNodes(q.TaskID))*bytesPerID
		err = turnForHistory(ctx, span, perPoint)
	}
	if err != nil {
		return model.TaskHistory{}, err
	}
	return m.world.Apart().TaskHistory(q.TaskID, span), nil
}

// NodeHistory answers with the metrics of a node over a span of time.
func NodeHistory(ctx context.Context, q *historyOfNode) (model.NodeHistory, error) {
	m := look(ctx)
	span, err := q.span(m)
	if err == nil {
		err = m.checkNode(q.NodeID)
	}
	if err == nil {
		err = turnForHistory(ctx, span, bytesPerPoint+int64(m.world.NodeGPUs(q.NodeID))*bytesPerGPU)
	}
	if err != nil {
		return model.NodeHistory{}, err
	}
	return m.world.Apart().NodeHistory(q.NodeID, span), nil
}
