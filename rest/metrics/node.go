package metrics

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// node is a node that is scraped, with what is derived of it.
type node struct {
	*world.Machine
	spent world.NodeSpent
	rates rates
	// run is the task that it works on, or nil, and rank the index of its first worker in it.
	run  *world.Run
	rank int
	// target has the label instance, or none. ray has the labels of series about a node, and core those of Ray's core
	// behind their own.
	target, ray, core labels
	// session is the value of SessionName.
	session string
	isHead  bool
	// processes are Ray's processes on the node with the labels of each.
	processes     []component
	processLabels []labels
}

// driver is the version of NVIDIA's driver in labels, one that supports all GPU models of the scenarios.
const driver = "570.86.15"

// newNode returns a node.
func (c *scrape) newNode(m *world.Machine, spent world.NodeSpent, isHead bool, target labels) *node {
	n := &node{
		Machine: m, spent: spent, rates: ratesOf[m.Phase], target: target, session: c.session, isHead: isHead,
	}
	n.ray = target.with("ip", m.IP, "Version", version, "SessionName", c.session,
		"IsHeadNode", strconv.FormatBool(isHead), "RayNodeType", n.kind())
	n.core = labels(nil).with("NodeAddress", m.IP, "SessionName", c.session, "Version", version, "WorkerId", "")
	return n
}

// kind returns the value of the label RayNodeType.
func (n *node) kind() string {
	if n.isHead {
		return "head"
	}
	return "worker"
}

// work sets the node's part in a task, and adds its processes.
func (n *node) work(m membership) {
	n.run, n.rank = m.run, m.before*workers(len(n.GPUs))
	n.processes = slices.Clip(n.components())
	if n.TaskID != "" {
		for i := range workers(len(n.GPUs)) {
			n.processes = append(n.processes, n.worker(i))
		}
	}
	for _, p := range n.processes {
		n.processLabels = append(n.processLabels, n.labelsOf(p))
	}
}

// coreLabels returns the labels of a series of Ray's core: its own, and those of the node.
func (n *node) coreLabels(component string, own ...string) labels {
	l := n.target.with(own...).with("Component", component)
	return append(append(l, ','), n.core...)
}

// memory returns the node's memory and the used part of it, in bytes.
func (n *node) memory() (total, used float64) {
	total = float64(n.Memory) * gigabyte
	return total, whole(total * n.MemoryUsage / 100)
}

// disk returns the size of the node's disk and the used part of it, in bytes.
func (n *node) disk() (total, used float64) {
	total = diskWithoutGPU
	if len(n.GPUs) > 0 {
		total = diskWithGPU
	}
	return total, whole(total * n.DiskUsage / 100)
}

// objectStore returns the size of Ray's object store and the used part of it, in bytes.
func (n *node) objectStore() (total, used float64) {
	total = whole(objectShare * float64(n.Memory) * gigabyte)
	return total, whole(total * n.rates.objects)
}

// gpu is a GPU that is scraped.
type gpu struct {
	*model.GPUMetrics
	node *node
	// energy is in millijoules since the beginning of the epoch.
	energy int64
	// load is the power above that of a waiting process, as a share of that which training adds, in [0, 1].
	load float64
	// ray and dcgm have the labels of the series of either, and worker those of what the worker has of the GPU.
	ray, dcgm, worker labels
}

// newGPU returns a GPU of a node.
func (c *scrape) newGPU(n *node, m *model.GPUMetrics) *gpu {
	g := &gpu{GPUMetrics: m, node: n, energy: n.Energy(m.Index, n.spent)}
	g.load = min(max((m.Power-n.GPU.Context)/(n.GPU.Busy-n.GPU.Context), 0), 1)
	index, name := number(m.Index), m.Name
	g.ray = n.ray.with("GpuDeviceName", name, "GpuIndex", index)
	if n.TaskID != "" {
		g.worker = n.labelsOf(n.worker(m.Index)).with("IsHeadNode", strconv.FormatBool(n.isHead),
			"RayNodeType", n.kind(), "GpuDeviceName", name, "GpuIndex", index)
	}
	if c.sets&(dcgmSet|rareSet) != 0 {
		g.dcgm = n.target.with("gpu", index, "UUID", uuid(n.ID, m.Index), "pci_bus_id", bus(m.Index),
			"device", "nvidia"+index, "modelName", name, "Hostname", n.ID, "DCGM_FI_DRIVER_VERSION", driver)
	}
	return g
}

// uuid returns the UUID of a GPU, which its node's id decides.
func uuid(node string, index int) string {
	h := fnv.New128a()
	// A hash takes all bytes.
	_, _ = h.Write([]byte(node))
	_, _ = h.Write([]byte{byte(index)})
	sum := h.Sum(nil)
	return fmt.Sprintf("GPU-%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:])
}

// buses are the PCI buses of the eight GPUs of a DGX A100.
var buses = [...]int{0x07, 0x0f, 0x47, 0x4e, 0x87, 0x90, 0xb7, 0xbd}

// bus returns the PCI address of a GPU.
func bus(index int) string {
	return fmt.Sprintf("%08X:%02X:00.0", index/len(buses), buses[index%len(buses)])
}
