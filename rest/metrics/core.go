package metrics

import (
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// coreSeries is a series of Ray's core: the component that exports it, its own labels, and its value.
type coreSeries struct {
	component string
	labels    []string
	value     float64
}

// workerActor and workerCall are the names of the actors that train, and of what they execute.
const (
	workerActor = "RayTrainWorker"
	workerCall  = "RayTrainWorker._RayTrainWorker__execute"
)

// coreFamilies returns the families of Ray's core, which its metric_defs.cc defines. Each node exports what it holds
// and executes, and the head node what the owners of tasks and the GCS know.
func coreFamilies() []family {
	list := []family{}
	for _, r := range []struct {
		name, kind, help string
		node             func(*node) []coreSeries
		head             func(*cluster) []coreSeries
	}{
		{"ray_tasks", gauge, "Current number of tasks currently in a particular state.", executedTasks, ownedTasks},
		{"ray_actors", gauge, "Current number of actors currently in a particular state.", localActors, knownActors},
		{"ray_resources", gauge, "Logical Ray resources broken by per-resource totals and usage.", resources, nil},
		{"ray_object_store_memory", gauge, "Object store memory by various sub-kinds on this node", objects, nil},
		{"ray_placement_groups", gauge, "Number of placement groups broken down by state.", nil, placementGroups},
		{"ray_memory_manager_worker_eviction_total", counter,
			"Total worker eviction events broken down per work type {Actor, Task, Driver} and name.", evictions, nil},
		{"ray_node_manager_unexpected_worker_failure_total", counter,
			"Total worker failures that Ray did not expect, by type and name.", failures, nil},
	} {
		list = append(list, family{raySet, r.name, r.kind, r.help, func(c *scrape, t *text, name string) {
			for _, n := range c.nodes {
				if r.node != nil {
					n.addCore(t, name, r.node(n))
				}
			}
			if c.cluster != nil && r.head != nil {
				c.cluster.head.addCore(t, name, r.head(c.cluster))
			}
		}})
	}
	return list
}

// addCore adds series that a node exports.
func (n *node) addCore(t *text, name string, series []coreSeries) {
	for _, s := range series {
		t.sample(name, n.coreLabels(s.component, s.labels...), s.value)
	}
}

// executing returns the number of workers that execute a call on the node.
func (n *node) executing() float64 {
	if n.TaskID == "" || n.Phase == world.Holding {
		return 0
	}
	return float64(workers(len(n.GPUs)))
}

// executedTasks returns the calls that run on a node.
func executedTasks(n *node) []coreSeries {
	counts := map[string]float64{"0": n.executing(), "1": 0}
	if n.run != nil && n.run.Restarts > 0 {
		counts["0"], counts["1"] = 0, counts["0"]
	}
	var list []coreSeries
	for _, retry := range []string{"0", "1"} {
		list = append(list, coreSeries{
			"core_worker", taskLabels("RUNNING", retry, "executor"), counts[retry],
		})
	}
	return list
}

// taskLabels returns the labels of ray_tasks.
func taskLabels(state, retry, source string) []string {
	return []string{"Name", workerCall, "State", state, "IsRetry", retry, "Source", source, "JobId", "01000000"}
}

// ownedTasks returns the calls that wait or have ended, one for each worker of a task.
func ownedTasks(c *cluster) []coreSeries {
	waiting := map[string]float64{}
	for i := range c.runs {
		if r := &c.runs[i]; r.Status == model.Pending {
			waiting[retry(r.Restarts > 0 || r.Interrupted)] += c.workersOf(r)
		}
	}
	var list []coreSeries
	for _, retry := range []string{"0", "1"} {
		ended := map[string]float64{"FINISHED": float64(c.spent.Completed), "FAILED": float64(c.spent.Failed)}
		if retry == "1" {
			ended = map[string]float64{}
		}
		for _, state := range []string{"FINISHED", "FAILED"} {
			list = append(list, coreSeries{"core_worker", taskLabels(state, retry, "owner"), ended[state]})
		}
		list = append(list, coreSeries{
			"core_worker", taskLabels("PENDING_NODE_ASSIGNMENT", retry, "owner"), waiting[retry],
		})
	}
	return list
}

// retry returns the value of the label IsRetry.
func retry(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

// localActors returns the workers on a node by what they do.
func localActors(n *node) []coreSeries {
	all, running := 0.0, n.executing()
	if n.TaskID != "" {
		all = float64(workers(len(n.GPUs)))
	}
	var list []coreSeries
	for _, s := range []struct {
		state string
		count float64
	}{{"IDLE", all - running}, {"RUNNING_TASK", running}} {
		labels := []string{"Name", workerActor, "State", s.state, "Source", "executor", "JobId", "01000000"}
		list = append(list, coreSeries{"core_worker", labels, s.count})
	}
	return list
}

// knownActors returns the workers of all tasks by their state, as the GCS knows them.
func knownActors(c *cluster) []coreSeries {
	counts := map[string]float64{"DEAD": float64(c.spent.Workers)}
	for i := range c.runs {
		switch r := &c.runs[i]; {
		case r.Status == model.Running, r.Status == model.Paused:
			counts["ALIVE"] += c.workersOf(r)
		case r.Interrupted:
			counts["RESTARTING"] += c.workersOf(r)
		case r.Status == model.Pending:
			counts["PENDING_CREATION"] += c.workersOf(r)
		}
	}
	var list []coreSeries
	for _, state := range []string{"PENDING_CREATION", "ALIVE", "RESTARTING", "DEAD"} {
		labels := []string{"Name", workerActor, "State", state, "Source", "gcs", "JobId", ""}
		list = append(list, coreSeries{"gcs_server", labels, counts[state]})
	}
	return list
}

// workersOf returns the number of workers of a task.
func (c *cluster) workersOf(r *world.Run) float64 {
	sum := 0
	for _, id := range r.Nodes {
		i := slices.IndexFunc(c.machines, func(m world.Machine) bool { return m.ID == id })
		if i >= 0 {
			sum += workers(len(c.machines[i].GPUs))
		}
	}
	return float64(sum)
}

// placementGroups returns the placement groups, one for each task.
func placementGroups(c *cluster) []coreSeries {
	counts := map[string]float64{"REMOVED": float64(c.spent.Completed + c.spent.Failed + c.spent.Cancelled)}
	for i := range c.runs {
		switch r := &c.runs[i]; {
		case r.Status == model.Running, r.Status == model.Paused:
			counts["CREATED"]++
		case r.Interrupted:
			counts["RESCHEDULING"]++
		case r.Status == model.Pending:
			counts["PENDING"]++
		}
	}
	var list []coreSeries
	for _, state := range []string{"PENDING", "CREATED", "RESCHEDULING", "REMOVED"} {
		list = append(list, coreSeries{"gcs_server", []string{"State", state}, counts[state]})
	}
	return list
}

// evictions returns the workers that were killed for lack of memory: none.
func evictions(*node) []coreSeries {
	return []coreSeries{{"raylet", []string{"Type", "MemoryManager.ActorEviction.Total", "Name", workerActor}, 0}}
}

// failures returns the workers that ended with the loss of their node.
func failures(n *node) []coreSeries {
	count := float64(n.spent.Losses) * float64(workers(len(n.GPUs)))
	return []coreSeries{{"raylet", []string{"Type", "SYSTEM_ERROR", "Name", workerActor}, count}}
}
