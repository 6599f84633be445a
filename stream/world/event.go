package world

import (
	"slices"
	"time"

	"trainmock/stream/model"
)

// Events returns the events of one tick: all changes in (after, until], and the state at until. They are in the order
// of model.EventTypes. Changes of one type are in time order, nodes in the cluster's order, tasks in start order.
func (w *World) Events(after, until time.Time) []model.Event {
	v, from := w.At(until), w.At(after).t
	c := changes{world: w, from: from, to: v.t}
	for _, n := range v.nodes() {
		c.addNode(n)
	}
	plans := v.current(from, 0)
	for _, p := range plans {
		c.addTask(p)
	}
	events := []model.Event{{EventType: model.EventClusterStatus, Payload: v.Status()}}
	events = append(events, c.sorted()...)
	for _, n := range v.nodes() {
		events = append(events, v.nodeUpdate(n))
	}
	for _, p := range plans {
		if p.ended > from {
			events = append(events, v.trainingProgress(p))
		}
	}
	return events
}

// DerivedEvents returns the events of derived tasks and nodes, as Events does for the others. It skips ids that the
// world contains.
func (w *World) DerivedEvents(after, until time.Time, taskIDs, nodeIDs []string) []model.Event {
	v, from := w.At(until), w.At(after).t
	var events []model.Event
	for _, id := range taskIDs {
		if w.HasTask(id) {
			continue
		}
		p := w.derivedPlan(id)
		c := changes{world: w, from: from, to: v.t}
		c.addTask(p)
		events = append(events, c.sorted()...)
		if p.ended > from {
			events = append(events, v.trainingProgress(p))
		}
	}
	for _, id := range nodeIDs {
		if n, held := w.node(id); !held {
			events = append(events, v.nodeUpdate(n))
		}
	}
	return events
}

func (v View) nodeUpdate(n *node) model.Event {
	return model.Event{EventType: model.EventNodeUpdate, NodeID: n.id, Payload: model.Later(func() any {
		m := v.world.nodeMetrics(n, v.t)
		return &m
	})}
}

func (v View) trainingProgress(p *plan) model.Event {
	payload := model.Later(func() any {
		t := p.at(v.t).trainingProgress(v.world)
		return &t
	})
	return model.Event{EventType: model.EventTrainingProgress, TaskID: p.id, Final: p.ended <= v.t, Payload: payload}
}

// Snapshot returns the first message to a subscriber at an instant, limited to the nodes and tasks that keep accepts.
func (w *World) Snapshot(at time.Time, keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot {
	return w.At(at).Snapshot(keep, taskIDs, nodeIDs)
}

// Snapshot returns the first message to a subscriber, limited to the nodes and tasks that keep accepts. Derived ids
// are included if they are listed.
func (v View) Snapshot(keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot {
	s := model.Snapshot{Nodes: []model.NodeMetrics{}, Tasks: []model.TaskStatus{}}
	if keep(model.Event{EventType: model.EventClusterStatus}) {
		s.ClusterStatus = new(v.Status())
	}
	nodes := v.nodes()
	for _, id := range nodeIDs {
		if n, held := v.world.node(id); !held {
			nodes = append(slices.Clip(nodes), n)
		}
	}
	for _, n := range nodes {
		if keep(model.Event{EventType: model.EventNodeUpdate, NodeID: n.id}) {
			s.Nodes = append(s.Nodes, v.world.nodeMetrics(n, v.t))
		}
	}
	plans := v.plans()
	for _, p := range append(plans, v.absentPlans(plans, taskIDs)...) {
		progress, update := model.EventTrainingProgress, model.EventTaskUpdate
		if keep(model.Event{EventType: progress, TaskID: p.id}) || keep(model.Event{EventType: update, TaskID: p.id}) {
			s.Tasks = append(s.Tasks, p.at(v.t).taskStatus(v.world))
		}
	}
	return s
}

// absentPlans returns the plans of the listed tasks that are not among the current ones.
func (v View) absentPlans(current []*plan, taskIDs []string) []*plan {
	var plans []*plan
	for _, id := range taskIDs {
		if !slices.ContainsFunc(current, func(p *plan) bool { return p.id == id }) {
			plans = append(plans, v.world.taskAt(v.t, id))
		}
	}
	return plans
}
