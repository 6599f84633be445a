package world

import (
	"time"

	"trainmock/stream/model"
)

// View is a world at one instant.
type View struct {
	world *World
	// t is the time since the start.
	t time.Duration
}

// Time returns the instant that the view shows, in whole microseconds.
func (v View) Time() time.Time { return v.world.options.Start.Add(v.t) }

// nodes returns the nodes that have joined the cluster, in its order.
func (v View) nodes() []*node {
	list := v.world.nodes
	for len(list) > 0 && list[len(list)-1].since > v.t {
		list = list[:len(list)-1]
	}
	return list
}

// Task returns the task with that id. It derives one for an id that the world does not contain.
func (v View) Task(id string) model.TaskStatus {
	p := v.world.taskAt(v.t, id)
	return p.at(v.t).taskStatus(&labels{world: v.world})
}

// Progress returns the task with that id and its optimizer metrics. It derives one for an id that the world does not
// contain.
func (v View) Progress(id string) model.TrainingProgress {
	p := v.world.taskAt(v.t, id)
	return p.at(v.t).trainingProgress(v.world)
}

// Node returns the metrics of the node with that id. It derives one for an id that the world does not contain.
func (v View) Node(id string) (m model.NodeMetrics) {
	v.SetNode(&m, id)
	return m
}

// SetNode sets m to the same, and uses the memory of its GPUs.
func (v View) SetNode(m *model.NodeMetrics, id string) {
	n, _ := v.world.node(id)
	v.world.measure(m, n, v.t, &numbers{})
}

// Nodes returns the metrics of all nodes in the cluster's order.
func (v View) Nodes() []model.NodeMetrics {
	nodes := v.nodes()
	list := make([]model.NodeMetrics, len(nodes))
	for i, n := range nodes {
		list[i] = v.world.nodeMetrics(n, v.t)
	}
	return list
}

// Tasks returns the current tasks in start order: the last submitted of each slot, even if it has ended, and started
// ones until ten minutes after their end.
func (v View) Tasks() []model.TaskStatus {
	plans := v.plans()
	list := make([]model.TaskStatus, len(plans))
	for i, p := range plans {
		list[i] = p.at(v.t).taskStatus(&labels{world: v.world})
	}
	return list
}

// plans returns the plans of the current tasks in start order.
func (v View) plans() []*plan { return v.current(v.t, keptAfterEnd) }

// current returns the plans of the tasks that were current since an instant, in start order. Started tasks stay
// current for kept after their end.
func (v View) current(since, kept time.Duration) []*plan {
	return v.world.tasks.during(&v.world.conditions, since, v.t, kept)
}

// state returns a node's state.
func (v View) state(n *node) model.NodeState {
	state, _ := v.world.presence(n, v.t)
	return state
}

func (v View) stamp() string { return v.world.stamp(v.t) }
