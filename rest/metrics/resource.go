package metrics

import "trainmock/stream/world"

// memoryShare is the share of a node's memory that Ray offers as a resource by default.
const memoryShare = 0.7

// objectShare is the share that is its object store by default.
const objectShare = 0.3

// cpusPerWorker is how many CPUs a worker asks for, as far as the node has them.
const cpusPerWorker = 8

// resource is a logical resource of a node.
type resource struct {
	name        string
	total, used float64
}

// resourcesOf returns the logical resources of a machine, whose task holds them while it has one.
func resourcesOf(m *world.Machine) []resource {
	memory := float64(m.Memory) * gigabyte
	list := []resource{
		{name: "CPU", total: float64(m.CPUs)},
		{name: "memory", total: whole(memoryShare * memory)},
		{name: "object_store_memory", total: whole(objectShare * memory)},
	}
	gpus := float64(len(m.GPUs))
	if gpus > 0 {
		list = append(list, resource{name: "GPU", total: gpus})
	}
	if m.TaskID != "" {
		list[0].used = min(list[0].total, cpusPerWorker*max(1, gpus))
		list[1].used = whole(list[1].total / 2)
		if gpus > 0 {
			list[3].used = gpus
		}
	}
	list[2].used = whole(list[2].total * ratesOf[m.Phase].objects)
	return list
}

// resources returns what a node offers.
func resources(n *node) []coreSeries {
	var list []coreSeries
	for _, r := range resourcesOf(n.Machine) {
		list = append(list, coreSeries{"raylet", []string{"Name", r.name, "State", "USED"}, r.used},
			coreSeries{"raylet", []string{"Name", r.name, "State", "AVAILABLE"}, r.total - r.used})
	}
	return list
}

// objects returns the object store of a node by where its objects are. Nothing is ever spilled.
func objects(n *node) []coreSeries {
	_, used := n.objectStore()
	sealed := whole(0.95 * used)
	var list []coreSeries
	for _, o := range []struct {
		location, state string
		bytes           float64
	}{
		{"MMAP_SHM", "SEALED", sealed}, {"MMAP_SHM", "UNSEALED", used - sealed}, {"MMAP_DISK", "SEALED", 0},
		{"MMAP_DISK", "UNSEALED", 0}, {"SPILLED", "", 0}, {"WORKER_HEAP", "", 0},
	} {
		labels := []string{"Location", o.location, "ObjectState", o.state}
		list = append(list, coreSeries{"raylet", labels, o.bytes})
	}
	return list
}
