package world

import (
	"time"

	"trainmock/stream/model"
)

// Status counts the nodes by state.
func (v View) Status() model.ClusterStatus {
	var t tally
	for _, n := range v.nodes() {
		t.add(v.state(n))
	}
	return t.status()
}

// Cluster lists the nodes with their resources and the tasks that they train.
func (v View) Cluster() (c model.Cluster) {
	v.SetCluster(&c)
	return c
}

// SetCluster sets c to the same, and uses the memory of its list.
func (v View) SetCluster(c *model.Cluster) {
	var t tally
	nodes, gangs := v.nodes(), gangs{view: v}
	list := resized(c.Nodes, len(nodes))
	for i, n := range nodes {
		state := v.state(n)
		t.add(state)
		list[i] = model.ClusterNode{
			ID: n.id, Name: n.name, IP: n.ip, State: state,
			Resources: model.Resources{CPU: n.group.CPUs, Memory: n.group.MemoryGB, GPU: n.group.GPUs},
		}
		if state == model.Alive {
			list[i].Training = gangs.reportOf(n)
		}
	}
	*c = model.Cluster{ClusterStatus: t.status(), Nodes: list, LastUpdated: v.stamp()}
}

// Usage lists the nodes with their CPU and memory usage.
func (v View) Usage() (u model.ClusterUsage) {
	v.SetUsage(&u)
	return u
}

// SetUsage sets u to the same, and uses the memory of its list.
func (v View) SetUsage(u *model.ClusterUsage) {
	var t tally
	nodes, gangs := v.nodes(), gangs{view: v}
	list := resized(u.Nodes, len(nodes))
	for i, n := range nodes {
		list[i] = v.nodeUsage(n, &gangs, &t)
	}
	*u = model.ClusterUsage{ClusterStatus: t.status(), Nodes: list, LastUpdated: v.stamp()}
}

// resized returns a list of some length, in the memory of another where that is enough. It is never nil.
func resized[T any](list []T, length int) []T {
	if list == nil || cap(list) < length {
		return make([]T, length)
	}
	return list[:length]
}

// nodeUsage returns a node's CPU and memory usage, as its metrics have them, and counts it.
func (v View) nodeUsage(n *node, gangs *gangs, t *tally) model.NodeUsage {
	state, sample := v.world.presence(n, v.t)
	t.add(state)
	a := gangs.activity(n, sample)
	var m model.NodeMetrics
	v.world.hostMetrics(&m, n, a, sample)
	status := nodeStatus(n, state, v.world.workingOn(a, n, state, v.t, sample))
	return model.NodeUsage{
		ID: n.id, IP: n.ip, State: usageState(status), CPUUsage: m.CPUUsage, MemoryUsage: m.MemoryUsage,
	}
}

// usageState translates a node's status for ClusterUsage.
func usageState(status string) string {
	if status == "online" {
		return "running"
	}
	return status
}

// tally counts nodes by state.
type tally struct{ all, alive, dead int }

func (t *tally) add(state model.NodeState) {
	t.all++
	switch state {
	case model.Alive:
		t.alive++
	case model.Dead:
		t.dead++
	}
}

// status returns the status of a cluster of these nodes.
func (t tally) status() model.ClusterStatus {
	s := model.ClusterStatus{Status: "healthy", TotalNodes: t.all, ActiveNodes: t.alive, FailedNodes: t.dead}
	switch {
	case t.alive == 0 && t.all > 0:
		s.Status = "unhealthy"
	case t.dead > 0:
		s.Status = "degraded"
	}
	return s
}

// gangs finds what the nodes of a view do, one after the other. Those of a gang mostly follow each other: the state of
// their task and their report of it are made once.
type gangs struct {
	view View
	// last is the task that was looked at last, slot its slot, if it has one, and reported the task of the last report.
	last     moment
	slot     *slot
	reported *plan
	report   *model.NodeTraining
	// reports and floats are room for all reports, which share their memory.
	reports room[model.NodeTraining]
	floats  room[float64]
}

// task returns the task that n works on at the instant, or nil. It holds until the next call. It does not check whether
// the node is away.
func (g *gangs) task(n *node) *moment {
	if n.slot == nil || n.slot != g.slot {
		w, t := g.view.world, g.view.t
		p := w.onlyPlanOn(n, t)
		if p == nil {
			g.slot = nil
			return w.activityIn(&g.last, n, t).task
		}
		if g.last.plan != p {
			g.last, g.slot = p.at(t), n.slot
		}
	}
	if !g.last.occupies() || !g.last.stage.has(n) {
		return nil
	}
	return &g.last
}

// activity returns what n does at an instant that is usually that of the view.
func (g *gangs) activity(n *node, at time.Duration) activity {
	if at != g.view.t {
		return g.view.world.activity(n, at)
	}
	task := g.task(n)
	if task == nil {
		return activity{}
	}
	return activity{task: task, phase: task.phase}
}

// reportOf returns the task that n trains, as it reports it, or nil.
func (g *gangs) reportOf(n *node) *model.NodeTraining {
	task := g.task(n)
	if task == nil {
		return nil
	}
	if task.plan != g.reported {
		g.reported, g.report = task.plan, g.reports.keep(task.nodeTraining(&g.floats))
	}
	return g.report
}
