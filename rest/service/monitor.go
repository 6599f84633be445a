package service

import (
	"context"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// When holds the parameter that all monitor routes share.
type When struct {
	At string `query:"at" kind:"instant"`
}

// anyID describes the id of a task or node. It is the rule of model.ValidID, of which model.IDPattern is a part.
const anyID = "Any id of 1 to 128 bytes of printable UTF-8 answers, percent-encoded: team%2Fproject%2Frun."

// instants describes the forms of an instant, as model.ParseInstant reads them.
const instants = "RFC 3339 (without an offset in UTC; also a date alone), Unix seconds or milliseconds, " +
	"or a time from now (now, -5m, now+1h30m, -2d, -1w); at most ten years from the start."

// Describe describes the parameters of the monitor routes, but for the histories.
func (When) Describe() map[string]string {
	return map[string]string{
		"task_id": anyID, "node_id": anyID,
		"at": "Asks about another instant: " + instants,
	}
}

// ofTask and ofNode ask about one task or node.
type ofTask struct {
	TaskID string `path:"task_id" kind:"id" example:"task_123"`
	When
}

type ofNode struct {
	NodeID string `path:"node_id" kind:"id" example:"node_1234"`
	When
}

// view returns the state of the world at the instant that a request asks about.
func (q When) view(m moment) (world.View, error) {
	at, err := m.instant("at", q.At, m.now)
	switch {
	case err != nil:
		return world.View{}, err
	case q.At == "":
		return m.view(), nil
	default:
		return m.world.Apart().At(at), nil
	}
}

// viewNodes returns the same state, when it is the turn of an answer that lists the nodes.
func (q When) viewNodes(ctx context.Context) (world.View, error) {
	m := look(ctx)
	v, err := q.view(m)
	if err == nil {
		err = m.turnForNodes(ctx)
	}
	return v, err
}

// Cluster answers with the nodes, their resources and their training.
func Cluster(ctx context.Context, q *When, c *model.Cluster) error {
	v, err := q.viewNodes(ctx)
	if err == nil {
		v.SetCluster(c)
	}
	return err
}

// Usage answers with the nodes and their load.
func Usage(ctx context.Context, q *When, u *model.ClusterUsage) error {
	v, err := q.viewNodes(ctx)
	if err == nil {
		v.SetUsage(u)
	}
	return err
}

// Task answers with the state of a task.
func Task(ctx context.Context, q *ofTask) (model.TaskStatus, error) {
	m := look(ctx)
	v, err := q.view(m)
	if err == nil {
		err = m.checkTask(q.TaskID)
	}
	if err == nil {
		err = m.turnForTask(ctx, q.TaskID)
	}
	if err != nil {
		return model.TaskStatus{}, err
	}
	return v.Task(q.TaskID), nil
}

// Node answers with the metrics of a node.
func Node(ctx context.Context, q *ofNode, n *model.NodeMetrics) error {
	m := look(ctx)
	v, err := q.view(m)
	if err == nil {
		err = m.checkNode(q.NodeID)
	}
	if err == nil {
		v.SetNode(n, q.NodeID)
	}
	return err
}
