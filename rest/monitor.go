package rest

import (
	"net/http"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// maxAway is how far from the start an instant may be that somebody asks about.
const maxAway = model.Reach

// When is the part of a request that all monitor routes share.
type When struct {
	At string `query:"at" doc:"Asks about another instant: RFC 3339, or relative to now with a sign (-5m, +1h30m, -2d); at most ten years from the start."`
}

// ofTask and ofNode ask about one task or node.
type ofTask struct {
	TaskID string `path:"task_id" doc:"Any id of 1 to 64 letters, digits, dots, dashes and underscores answers." example:"task_123"`
	When
}

type ofNode struct {
	NodeID string `path:"node_id" doc:"Any id of 1 to 64 letters, digits, dots, dashes and underscores answers." example:"node_1234"`
	When
}

// view is the world at the instant that a request asks about.
func (a *api) view(at string) (*world.World, world.View, error) {
	w, now := a.Source.Now()
	t, err := instant(w, now, "at", at, now)
	if err != nil {
		return nil, world.View{}, err
	}
	return w, w.At(t), nil
}

// instant reads an instant, now being world time; without a text it is the usual one.
func instant(w *world.World, now time.Time, parameter, text string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	t, err := ask.Instant(text, now)
	if err != nil {
		return t, ask.Invalid(parameter, "datetime", err.Error())
	}
	if t.Before(w.Start.Add(-maxAway)) || t.After(w.Start.Add(maxAway)) {
		return t, ask.Invalid(parameter, "datetime", model.Quote(text)+" is more than ten years from the start, "+model.Stamp(w.Start)+": use an instant nearer to it, such as -5m")
	}
	return t, nil
}

func (a *api) cluster(q *When) (model.Cluster, error) {
	_, v, err := a.view(q.At)
	if err != nil {
		return model.Cluster{}, err
	}
	return v.Cluster(), nil
}

func (a *api) usage(q *When) (model.ClusterUsage, error) {
	_, v, err := a.view(q.At)
	if err != nil {
		return model.ClusterUsage{}, err
	}
	return v.Usage(), nil
}

func (a *api) task(q *ofTask) (model.TaskStatus, error) {
	w, v, err := a.view(q.At)
	if err != nil {
		return model.TaskStatus{}, err
	}
	if !model.ValidID(q.TaskID) || a.Strict && !w.HasTask(q.TaskID) {
		return model.TaskStatus{}, ask.Refuse(http.StatusNotFound, "Task not found")
	}
	return v.Task(q.TaskID), nil
}

func (a *api) node(q *ofNode) (model.NodeMetrics, error) {
	w, v, err := a.view(q.At)
	if err != nil {
		return model.NodeMetrics{}, err
	}
	if !model.ValidID(q.NodeID) || a.Strict && !w.HasNode(q.NodeID) {
		return model.NodeMetrics{}, ask.Refuse(http.StatusNotFound, "Node not found")
	}
	return v.Node(q.NodeID), nil
}
