package world

import (
	"slices"
	"sync"
	"time"

	"trainmock/stream/model"
)

// The event types of a tick's groups. Together they are model.EventTypes, in its order.
var (
	statusTypes   = []*model.EventType{model.EventClusterStatus}
	changeTypes   = []*model.EventType{model.EventNodeState, model.EventTaskUpdate, model.EventSystemLog}
	nodeTypes     = []*model.EventType{model.EventNodeUpdate}
	progressTypes = []*model.EventType{model.EventTrainingProgress}
)

// Events returns the events of one tick: all changes in (after, until], and the state at until. They are in the order
// of model.EventTypes. Changes of one type are in time order, nodes in the cluster's order, tasks in start order.
func (w *World) Events(after, until time.Time) []model.Event {
	var events []model.Event
	for _, g := range w.Groups(after, until) {
		events = append(events, g.Events()...)
	}
	return events
}

// Groups returns the events of one tick as Events does, in groups that are computed on demand: with ten thousand tasks
// a tick costs 18 ms, of which a filter that admits no progress needs less than one.
func (w *World) Groups(after, until time.Time) []model.EventGroup {
	v, from := w.At(until), w.At(after).t
	plans := sync.OnceValue(func() []*plan { return v.current(from, 0) })
	return []model.EventGroup{
		{
			Types: statusTypes,
			Events: func() []model.Event {
				return []model.Event{{EventType: model.EventClusterStatus, Payload: v.Status()}}
			},
		},
		{Types: changeTypes, Events: func() []model.Event { return v.changes(from, plans()) }},
		{Types: nodeTypes, Events: v.nodeUpdates},
		{Types: progressTypes, Events: func() []model.Event { return v.progress(from, plans()) }},
	}
}

// changes returns the changes after an instant, of the nodes and of the tasks that were current since.
func (v View) changes(from time.Duration, plans []*plan) []model.Event {
	c := changes{world: v.world, from: from, to: v.t}
	for _, n := range v.nodes() {
		c.addNode(n)
	}
	for _, p := range plans {
		c.addTask(p)
	}
	return c.sorted()
}

// nodeUpdates returns the state of every node.
func (v View) nodeUpdates() []model.Event {
	nodes := v.nodes()
	events := make([]model.Event, len(nodes))
	for i, n := range nodes {
		events[i] = v.nodeUpdate(n)
	}
	return events
}

// progress returns the state of the tasks that had not ended at an instant.
func (v View) progress(from time.Duration, plans []*plan) []model.Event {
	var events []model.Event
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
			s.Tasks = append(s.Tasks, p.at(v.t).taskStatus(&labels{world: v.world}))
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
