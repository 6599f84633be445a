package metrics

import "hash/fnv"

// component is a process of Ray on a node.
type component struct {
	name string
	pid  int
	// cpu is in percent of a core; resident and shared are bytes, files open files.
	cpu, resident, shared, files float64
}

// The usual figures of Ray's own processes on a node, as Ray 2.x shows them at rest.
var (
	usualComponents = []component{
		{name: "raylet", pid: 212, cpu: 3.2, resident: 182e6, shared: 41e6, files: 118},
		{name: "agent", pid: 274, cpu: 1.6, resident: 121e6, shared: 24e6, files: 46},
		{name: "ray::IDLE", pid: 391, cpu: 0.3, resident: 92e6, shared: 38e6, files: 37},
	}
	headComponents = []component{
		{name: "gcs", pid: 97, cpu: 2.4, resident: 354e6, shared: 30e6, files: 96},
		{name: "dashboard", pid: 131, cpu: 1.9, resident: 228e6, shared: 27e6, files: 72},
	}
)

// workerName is the name of the processes that train.
const workerName = "ray::RayTrainWorker"

// components returns the processes on a node without its workers.
func (n *node) components() []component {
	list := usualComponents
	if n.isHead {
		list = append(headComponents, list...)
	}
	return list
}

// worker returns a worker process of the task that the node works on. They share the node's CPU and memory evenly, but
// for what the system takes.
func (n *node) worker(i int) component {
	count := float64(workers(len(n.GPUs)))
	total, used := n.memory()
	_, shared := n.objectStore()
	return component{
		name: workerName, pid: 1000 + n.rank + i, cpu: max(0, n.CPUUsage*float64(n.CPUs)-8) / count,
		resident: whole(max(used-0.06*total, 0.2*used)/count + shared/count), shared: whole(shared / count), files: 64,
	}
}

// pid returns the id of a process, which its node decides, too.
func (n *node) pid(c component) string {
	h := fnv.New32a()
	// A hash takes all bytes.
	_, _ = h.Write([]byte(n.ID))
	return number(c.pid + int(h.Sum32()%100)*1000)
}

// labelsOf returns the labels of a process.
func (n *node) labelsOf(c component) labels {
	return n.target.with("ip", n.IP, "pid", n.pid(c), "Version", version, "Component", c.name, "SessionName", n.session)
}
