package world

import (
	"fmt"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// An id that the scenario does not contain is answered by an entity derived from the id alone. A derived task's node
// ids are numbers that encode the task. So the task names its nodes, each node names its task, and nothing has to be
// stored:
//
//	task_1f2e3d4c     →  node_ followed by (the permuted 32 bits)·8 + member
//	any plain id      →  node_ followed by (its name as a number)·checks·8 + check·8 + member, beyond the above
//	team/run, 任务    →  node_0 followed by the same of its bytes
//
// Names too long for that are hashed. A node of theirs exists, but names no task.

const (
	membersPerTask = 8
	checks         = 100
	// longestNodeNumber is the largest number of digits of a node of a task with a plain id.
	longestNodeNumber = 64 - len(nodePrefix)
	// plainNodeNumbers is the count of node numbers that encode tasks with eight hexadecimal digits.
	plainNodeNumbers = membersPerTask << 32
)

// derivedJobs lists the jobs that a derived task can have. A task has 2 to 12 times as many epochs, so that it runs
// for an hour to two days.
var derivedJobs = [...]model.Job{
	{
		Name: "llama-8b-finetune", Kind: model.LanguageModel, Nodes: 8,
		Workload: model.Workload{Model: "llama-3-8b", Parameters: 8.03e9, SequenceLength: 4096, Pretrained: true},
		Epochs:   100, Steps: 40, StepTime: 3160 * time.Millisecond, // 40 % of the peak
		Queue: 30 * time.Second, Startup: 20 * time.Second, Evaluation: 2 * time.Second, Checkpoint: 15 * time.Second,
		CheckpointEvery: 5, Classes: 128256, LearningRate: 2e-5, Batch: 16,
	},
	{
		Name: "vit-b16", Kind: model.Supervised, Nodes: 4,
		Workload: model.Workload{Model: "vit-b16", Dataset: "imagenet", Parameters: 86.6e6},
		Epochs:   100, Steps: 313, StepTime: 108 * time.Millisecond, // 40 % of the peak
		Queue: 30 * time.Second, Startup: 12 * time.Second, Evaluation: time.Second, Checkpoint: 4 * time.Second,
		CheckpointEvery: 10, Classes: 1000, LearningRate: 4e-3, Batch: 1024,
	},
	{
		Name: "fedavg-femnist", Kind: model.Federated, Nodes: 4,
		Workload: model.Workload{Dataset: "femnist", Parameters: 6.6e6},
		Epochs:   60, Steps: 80, StepTime: 400 * time.Millisecond,
		Queue: 30 * time.Second, Startup: 8 * time.Second, Evaluation: 2 * time.Second, Checkpoint: 3 * time.Second,
		CheckpointEvery: 10, Classes: 62, LearningRate: 0.01, Batch: 64,
	},
}

// derivedGroup describes the derived nodes.
var derivedGroup = model.Group{
	Name: "derived", Role: model.WorkerNode, CPUs: 128, MemoryGB: 1024, GPU: "A100-SXM4-80GB", GPUs: 8,
}

// derivedPlan returns the plan of a task that is derived from its id.
func (w *World) derivedPlan(id string) *plan {
	if w.derived == nil {
		return w.derivePlan(id)
	}
	return w.derived.plans.get(id, func() *plan { return w.derivePlan(id) })
}

// derivedNode returns the node that is derived from an id.
func (w *World) derivedNode(id string) *node {
	if w.derived == nil {
		return w.deriveNode(id)
	}
	return w.derived.nodes.get(id, func() *node { return w.deriveNode(id) })
}

// derivePlan plans a task that is derived from its id. The task is submitted before the start, by at most half its
// length, so that it is running when it is first asked for.
func (w *World) derivePlan(id string) *plan {
	k := w.key.Of(aboutTask).OfText(id)
	job := derivedJobs[k.Below(len(derivedJobs))]
	job.Epochs *= int64(2 + k.Of(aboutSize).Below(11))
	length := newSchedule(&job, job.Epochs, 1).length()
	submitted := -chance.Spread(k.Of(aboutBoundary), time.Minute, length/2)
	return w.conditions.newPlan(assignment{
		id: id, key: k, job: &job, pool: w.derivedGang(id, job.Nodes),
		ready: submitted, submitted: submitted, limit: never,
	})
}

// derivedGang returns the nodes of a derived task.
func (w *World) derivedGang(task string, size int) []*node {
	gang := make([]*node, 0, size)
	for member := range size {
		id := nodeOf(w.key, task, member)
		if !w.HasNode(id) {
			gang = append(gang, w.newDerived(id, task))
		}
	}
	return gang
}

// deriveNode derives a node from an id.
func (w *World) deriveNode(id string) *node {
	task, member, ok := taskOf(w.key, id)
	if ok && !w.HasTask(task) && member < w.derivedJob(task).Nodes {
		return w.newDerived(id, task)
	}
	return w.newDerived(id, "")
}

// derivedJob returns the job of a derived task, without its factor of epochs.
func (w *World) derivedJob(task string) *model.Job {
	return &derivedJobs[w.key.Of(aboutTask).OfText(task).Below(len(derivedJobs))]
}

// newDerived returns a derived node that works on a task, or on none if that is empty.
func (w *World) newDerived(id, task string) *node {
	k := w.key.Of(aboutNode).OfText(id)
	address := uint64(k.Of(aboutAddress))
	return &node{
		id: id, name: nameOf(id), key: k, group: &derivedGroup, since: always, index: noIndex, free: noIndex, derived: true,
		task:    task,
		chassis: w.derivedChassis,
		ip:      fmt.Sprintf("172.%d.%d.%d", 16+address%16, address>>8&0xff, 1+address>>16%254),
	}
}
