// Package model owns the vocabulary: what a scenario and a command say, and what the world answers.
package model

import "time"

// Scenario describes a cluster and what happens on it; a world adds a seed and a start. Its zero value is a cluster
// without nodes and without tasks. Package scenario reads it from files and checks it.
type Scenario struct {
	// Name is what the stream and the page call it.
	Name string `yaml:"name"`
	// Description says in a sentence what the scenario is for.
	Description string `yaml:"description"`
	// Groups are the nodes in the order in which the cluster lists them.
	Groups []Group `yaml:"groups"`
	// Jobs are the sources of tasks. Each occupies nodes of its own; nodes without a job are free for started tasks.
	Jobs []Job `yaml:"jobs"`
	// Incidents says how nodes get lost. Defaults to never.
	Incidents Incidents `yaml:"incidents"`
	// Stragglers says how often a slow node holds up its task. Defaults to never.
	Stragglers Stragglers `yaml:"stragglers"`
	// Throttling says how often a node gets too hot. Defaults to never.
	Throttling Throttling `yaml:"throttling"`
	// Timeline are commands that belong to the scenario, in the order of their instants.
	Timeline []Command `yaml:"timeline"`
}

// Group is a number of equal nodes.
type Group struct {
	// Name is what a Job's Group refers to.
	Name string `yaml:"name"`
	// Count is the number of nodes.
	Count int `yaml:"count"`
	// Role is how the nodes introduce themselves. Defaults to worker node.
	Role Role `yaml:"role"`
	// CPUs is the number of CPU cores of a node.
	CPUs int `yaml:"cpus"`
	// MemoryGB is a node's memory in GB.
	MemoryGB int `yaml:"memory_gb"`
	// GPU is the model of the node's GPUs, one of GPUModels. Defaults to none.
	GPU string `yaml:"gpu"`
	// GPUs is how many of them a node has.
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

// Kind is the sort of training that a task does; it decides the shape of the curves.
type Kind string

// The kinds of training.
const (
	// LanguageModel minimises the cross-entropy over a vocabulary; it has no accuracy.
	LanguageModel Kind = "language_model"
	// Supervised classifies; its epochs are passes over a data set.
	Supervised Kind = "supervised"
	// Federated classifies with clients that train alone and are averaged each round; its epochs are rounds.
	Federated Kind = "federated"
)

// Job is a source of tasks: each of its slots runs one task after the other, for all time, on nodes of its own.
type Job struct {
	// Name appears in log lines.
	Name string `yaml:"name"`
	// Kind decides the curves.
	Kind Kind `yaml:"kind"`
	// Slots is how many tasks of the job there are at a time. Defaults to 1.
	Slots int `yaml:"slots"`
	// Group is the node group that the slots take their nodes from, in order.
	Group string `yaml:"group"`
	// Nodes is the size of a task's gang (default 1), and Spares how many nodes stand by for it.
	Nodes  int `yaml:"nodes"`
	Spares int `yaml:"spares"`
	// Period is the mean time from one submission in a slot to the next.
	Period time.Duration `yaml:"period"`
	// Lead is how far into its task the first slot is at the start. Defaults to a random point of the period.
	Lead time.Duration `yaml:"lead"`
	// Queue is the longest time that a task waits before it starts. Defaults to a second.
	Queue time.Duration `yaml:"queue"`
	// Epochs (or rounds), and the optimizer Steps in each.
	Epochs int64 `yaml:"epochs"`
	Steps  int64 `yaml:"steps"`
	// Occupancy, in (0, 0.9], gives each task as many epochs as fill that share of its period. Defaults to Epochs.
	Occupancy float64 `yaml:"occupancy"`
	// StepTime is how long one step takes.
	StepTime time.Duration `yaml:"step_time"`
	// Startup is the time from the start (or resume) to the first step.
	Startup time.Duration `yaml:"startup"`
	// Evaluation is the time of the evaluation that closes each epoch.
	Evaluation time.Duration `yaml:"evaluation"`
	// Checkpoint is the time that saving takes, once in CheckpointEvery epochs (default 1).
	Checkpoint      time.Duration `yaml:"checkpoint"`
	CheckpointEvery int64         `yaml:"checkpoint_every"`
	// Classes is the number of classes or the size of the vocabulary; an untrained model's loss is its logarithm.
	Classes int `yaml:"classes"`
	// LearningRate is the peak of the schedule.
	LearningRate float64 `yaml:"learning_rate"`
	// Batch is the number of samples in a step of one node.
	Batch int `yaml:"batch"`
	// Failed and Cancelled are the shares of tasks that end so, in [0, 1]; the rest completes.
	Failed    float64 `yaml:"failed"`
	Cancelled float64 `yaml:"cancelled"`
	// Diverged is the share of the failed tasks whose loss diverges, in [0, 1].
	Diverged float64 `yaml:"diverged"`
	// Spikes is the mean number of loss spikes in a task, at most 100.
	Spikes float64 `yaml:"spikes"`
}

// Incidents says how nodes get lost and come back.
type Incidents struct {
	// Every is the length of the windows in which each slot loses one node. Defaults to none.
	Every time.Duration `yaml:"every"`
	// PerTask is the share of a slot's tasks, in [0, 1], that lose a node in the middle of their run. Not beside Every.
	PerTask float64 `yaml:"per_task"`
	// Rate is the mean number of incidents per 1,000 node-days, arriving by chance on every node. Not beside the others.
	Rate float64 `yaml:"rate"`
	// Unknown is the time from the last contact to UNKNOWN.
	Unknown time.Duration `yaml:"unknown"`
	// DeadMin and DeadMax bound the time from the last contact to DEAD.
	DeadMin time.Duration `yaml:"dead_min"`
	DeadMax time.Duration `yaml:"dead_max"`
	// RepairMin and RepairMax bound the time from the last contact to the return.
	RepairMin time.Duration `yaml:"repair_min"`
	RepairMax time.Duration `yaml:"repair_max"`
	// Outage takes every node away for good, five minutes before the start.
	Outage bool `yaml:"outage"`
}

// Stragglers says how often a task has a node that is slower than the others, which holds up the whole gang.
type Stragglers struct {
	// Share of the tasks, in [0, 1], that take FactorMin to FactorMax times as long; the others at most 1.06 times.
	Share     float64 `yaml:"share"`
	FactorMin float64 `yaml:"factor_min"`
	FactorMax float64 `yaml:"factor_max"`
}

// Throttling says how often a node's GPUs reach their temperature limit and lower their clocks.
type Throttling struct {
	// Rate is the mean number of episodes per 1,000 node-days.
	Rate float64 `yaml:"rate"`
	// Min and Max bound how long an episode lasts.
	Min time.Duration `yaml:"min"`
	Max time.Duration `yaml:"max"`
	// Factor is how many times longer a step takes meanwhile, at least 1.
	Factor float64 `yaml:"factor"`
}
