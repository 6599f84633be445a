package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Machine is a node at one instant: its metrics, what it consists of, and what it does.
type Machine struct {
	model.NodeMetrics
	// Index is the node's index in the cluster's order, or -1 if it is derived from an id.
	Index int
	// Group is the name of the group of equal nodes that it belongs to.
	Group string
	// CPUs counts cores, and Memory is in GB.
	CPUs, Memory int
	// GPU is the model of its GPUs, the zero value if it has none.
	GPU model.GPU
	// Phase is what it did at its last contact.
	Phase Phase
	key   chance.Key
	// chassis is the air flow past its GPUs.
	chassis *chassis
}

// Machines returns the nodes in the cluster's order.
func (v View) Machines() []Machine {
	nodes := v.nodes()
	list := make([]Machine, len(nodes))
	for i, n := range nodes {
		list[i] = v.machine(n)
	}
	return list
}

// Head returns the index of the head node in the cluster's order. In a scenario without, that is the first node, and
// without nodes -1.
func (v View) Head() int {
	nodes := v.nodes()
	for i, n := range nodes {
		if n.group.Role == model.HeadNode {
			return i
		}
	}
	return min(0, len(nodes)-1)
}

// Machine returns the node with that id. It derives one for an id that the world does not contain.
func (v View) Machine(id string) Machine {
	n, _ := v.world.node(id)
	return v.machine(n)
}

func (v View) machine(n *node) Machine {
	_, sample := v.world.presence(n, v.t)
	return Machine{
		NodeMetrics: v.world.nodeMetrics(n, v.t), Index: n.index, Group: n.group.Name,
		CPUs: n.group.CPUs, Memory: n.group.MemoryGB, GPU: n.chassis.gpu,
		Phase: Phase(v.world.activity(n, sample).phase), key: n.key,
		chassis: n.chassis,
	}
}

// Failing returns the index of the GPU that fails first. The machine has GPUs.
func (m *Machine) Failing() int { return failing(m.ID, len(m.GPUs)) }

// Energy returns the energy in millijoules that a GPU took while the machine spent some time: its mean power in each
// phase, without the waits for slower nodes. It only grows with the times.
func (m *Machine) Energy(gpu int, s NodeSpent) int64 {
	own := m.chassis.draw(m.key.Of(aboutGPU, uint64(gpu)), gpu)
	sum := float64(float64(s.capped)*underLimit(&m.GPU, own)) + float64(own*float64(s.load)*(m.GPU.Busy-m.GPU.Context))
	for phase, d := range s.Phases {
		watts := m.GPU.Context + float64(gpuLevels[phase].power*(m.GPU.Busy-m.GPU.Context))
		switch Phase(phase) {
		case Resting:
			watts = m.GPU.Idle
		case Training:
			d -= s.capped
		}
		sum += float64(float64(d) * watts * own)
	}
	return int64(sum * 1e3 / float64(time.Second))
}

// Horizon returns the span within which the world has so many tasks and windows for incidents that Spent can look at
// all of them: 100,000 at most.
func (w *World) Horizon() time.Duration {
	const most = 100_000
	perNS := 0.0
	for _, st := range w.tasks.slots {
		perNS += 1 / float64(st.job.Period)
	}
	if window := w.outages.window; window > 0 {
		// Of a window at most one number is drawn for a node.
		perNS = max(perNS, float64(len(w.nodes))/float64(window)/4)
	}
	if perNS == 0 {
		return model.Reach
	}
	return time.Duration(min(most/perNS, float64(model.Reach)))
}
