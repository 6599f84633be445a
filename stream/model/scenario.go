// Package model owns the vocabulary: scenarios, commands, and the answers of a world.
package model

import "time"

// Scenario describes a cluster and what happens on it. A world adds a seed and a start. The zero value is a cluster
// without nodes and tasks. Package scenario reads scenarios from files and checks them.
type Scenario struct {
	// Name is the name on the stream and the page.
	Name string `yaml:"name"`
	// Text is the file from which the scenario was read, if any. It is no part of the world.
	Text string `yaml:"-" json:"-"`
	// Description says in one sentence what the scenario is for.
	Description string `yaml:"description"`
	// Groups lists the nodes in the cluster's order.
	Groups []Group `yaml:"groups"`
	// Jobs lists the sources of tasks. Each job has nodes of its own. Nodes without a job are free for started tasks.
	Jobs []Job `yaml:"jobs"`
	// Incidents says how nodes are lost. Defaults to never.
	Incidents Incidents `yaml:"incidents"`
	// Stragglers says how often a slow node holds up its task. Defaults to never.
	Stragglers Stragglers `yaml:"stragglers"`
	// Throttling says how often a node gets too hot. Defaults to never.
	Throttling Throttling `yaml:"throttling"`
	// Timeline lists the commands that belong to the scenario, in time order.
	Timeline []Command `yaml:"timeline"`
	// Faults break answers and streams from the start. They are no part of the world.
	Faults []Fault `yaml:"faults" json:",omitempty"`
}

// Group is a number of identical nodes.
type Group struct {
	// Name is the name by which a Job refers to the group.
	Name string `yaml:"name"`
	// Count is the number of nodes.
	Count int `yaml:"count"`
	// Role is the role that the nodes report. Defaults to worker node.
	Role Role `yaml:"role"`
	// CPUs is the number of CPU cores of a node.
	CPUs int `yaml:"cpus"`
	// MemoryGB is a node's memory in GB.
	MemoryGB int `yaml:"memory_gb"`
	// GPU is the model of the node's GPUs, one of GPUModels. Defaults to none.
	GPU string `yaml:"gpu"`
	// GPUs is the number of GPUs in a node.
	GPUs int `yaml:"gpus"`
}

// Role is a node's part in the cluster.
type Role string

// The roles that a node can have.
const (
	HeadNode   Role = "head node"
	ModelNode  Role = "model node"
	WorkerNode Role = "worker node"
	DataNode   Role = "data node"
)

// Kind is the kind of training. It decides the shape of the curves.
type Kind string

// The kinds of training.
const (
	// LanguageModel minimises the cross-entropy over a vocabulary. It has no accuracy. Its epochs are the times between
	// two evaluations.
	LanguageModel Kind = "language_model"
	// Supervised trains a classifier. Its epochs are passes over a data set.
	Supervised Kind = "supervised"
	// Federated trains a classifier on clients and averages them each round. Its epochs are rounds.
	Federated Kind = "federated"
)

// Job is a source of tasks. Each of its slots runs one task after the other, at all times, on nodes of its own.
type Job struct {
	// Name appears in log lines.
	Name string `yaml:"name"`
	// Kind decides the shape of the curves.
	Kind Kind `yaml:"kind"`
	// Workload says what is trained. Package workload derives from it what else a job leaves open. Defaults to unknown.
	Workload
	// Slots is the number of tasks that the job has at a time. Defaults to 1.
	Slots int `yaml:"slots"`
	// Group is the node group that the slots take their nodes from, in order.
	Group string `yaml:"group"`
	// Nodes is the size of a task's gang (default 1). Spares is the number of nodes that stand by for it.
	Nodes  int `yaml:"nodes"`
	Spares int `yaml:"spares"`
	// Period is the mean time from one submission in a slot to the next.
	Period time.Duration `yaml:"period"`
	// Lead is how long before the start the first slot submitted its current task. Defaults to a random part of the
	// period.
	Lead time.Duration `yaml:"lead"`
	// Queue is the longest time that a task waits before it starts. Defaults to a second.
	Queue time.Duration `yaml:"queue"`
	// Epochs is the number of epochs (or rounds), and Steps the number of optimizer steps in each.
	Epochs int64 `yaml:"epochs"`
	Steps  int64 `yaml:"steps"`
	// Occupancy, in (0, 0.9], replaces Epochs: each task has as many epochs as fill that share of its period. Defaults
	// to Epochs.
	Occupancy float64 `yaml:"occupancy"`
	// StepTime is the time of one step.
	StepTime time.Duration `yaml:"step_time"`
	// Startup is the time from the start of a task, or its resumption, to the first step.
	Startup time.Duration `yaml:"startup"`
	// Evaluation is the time of the evaluation at the end of each epoch.
	Evaluation time.Duration `yaml:"evaluation"`
	// Checkpoint is the time to save a checkpoint, once in CheckpointEvery epochs (default 1).
	Checkpoint      time.Duration `yaml:"checkpoint"`
	CheckpointEvery int64         `yaml:"checkpoint_every"`
	// Classes is the number of classes or the size of the vocabulary; an untrained model's loss is its logarithm.
	Classes int `yaml:"classes"`
	// LearningRate is the peak learning rate.
	LearningRate float64 `yaml:"learning_rate"`
	// Batch is the number of samples that one node processes in a step.
	Batch int `yaml:"batch"`
	// Failed and Cancelled are the shares of tasks with that outcome, in [0, 1]. The others are completed.
	Failed    float64 `yaml:"failed"`
	Cancelled float64 `yaml:"cancelled"`
	// Diverged is the share of the failed tasks whose loss diverges, in [0, 1].
	Diverged float64 `yaml:"diverged"`
	// Spikes is the mean number of loss spikes in a task, at most 100.
	Spikes float64 `yaml:"spikes"`
	// InputBound is the share of the tasks, in [0, 1], whose GPUs wait for data nearly all the time.
	InputBound float64 `yaml:"input_bound"`
}

// Incidents says how nodes are lost and come back.
type Incidents struct {
	// Every is the length of the windows in which each slot loses one node. Defaults to none.
	Every time.Duration `yaml:"every"`
	// PerTask is the share of a slot's tasks, in [0, 1], that lose a node in the middle of their run. It excludes
	// Every.
	PerTask float64 `yaml:"per_task"`
	// Rate is the mean number of incidents per 1,000 node-days, at random on every node. It excludes Every and PerTask.
	Rate float64 `yaml:"rate"`
	// Unknown is the time from the last contact to UNKNOWN.
	Unknown time.Duration `yaml:"unknown"`
	// DeadMin and DeadMax bound the time from the last contact to DEAD.
	DeadMin time.Duration `yaml:"dead_min"`
	DeadMax time.Duration `yaml:"dead_max"`
	// RepairMin and RepairMax bound the time from the last contact to the return. In between it depends on the cause:
	// what a restart mends takes less than what needs new parts.
	RepairMin time.Duration `yaml:"repair_min"`
	RepairMax time.Duration `yaml:"repair_max"`
	// Outage takes every node away for good, five minutes before the start.
	Outage bool `yaml:"outage"`
}

// Stragglers says how often a task has a node that is slower than the others and holds up the whole gang.
type Stragglers struct {
	// Share is the share of tasks, in [0, 1], that take FactorMin to FactorMax times as long. The others take at most
	// 1.06 times as long.
	Share     float64 `yaml:"share"`
	FactorMin float64 `yaml:"factor_min"`
	FactorMax float64 `yaml:"factor_max"`
}

// Throttling says how often a node's GPUs reach their temperature limit and lower their clocks.
type Throttling struct {
	// Rate is the mean number of episodes per 1,000 node-days.
	Rate float64 `yaml:"rate"`
	// Min and Max bound the length of an episode.
	Min time.Duration `yaml:"min"`
	Max time.Duration `yaml:"max"`
	// Factor is the factor by which a step takes longer meanwhile, at least 1.
	Factor float64 `yaml:"factor"`
}
