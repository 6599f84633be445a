package world

import "time"

// Scenario describes a cluster and what happens on it; a world adds a seed and a start. Its zero value is a cluster
// without nodes and without tasks.
type Scenario struct {
	// Name is what the stream and the page call it.
	Name string
	// Groups are the nodes in the order in which the cluster lists them.
	Groups []Group
	// Jobs are the sources of tasks. Each occupies nodes of its own.
	Jobs []Job
	// Incidents says how nodes get lost. Defaults to never.
	Incidents Incidents
}

// Group is a number of equal nodes.
type Group struct {
	// Name is what a Job's Group refers to.
	Name string
	// Count is the number of nodes.
	Count int
	// Role is how the nodes introduce themselves.
	Role Role
	// CPUs is the number of CPU cores of a node.
	CPUs int
	// MemoryGB is a node's memory in GB.
	MemoryGB int
	// GPU is the model of the node's GPUs. Defaults to none.
	GPU string
	// GPUs is how many of them a node has.
	GPUs int
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
	Name string
	// Kind decides the curves.
	Kind Kind
	// Slots is how many tasks of the job there are at a time.
	Slots int
	// Group is the node group that the slots take their nodes from, in order.
	Group string
	// Nodes is the size of a task's gang, and Spares how many nodes stand by for it.
	Nodes, Spares int
	// Period is the mean time from one submission in a slot to the next.
	Period time.Duration
	// Lead is how far into its task the first slot is at the start. Defaults to a random point of the period.
	Lead time.Duration
	// Queue is the longest time that a task waits before it starts.
	Queue time.Duration
	// Epochs (or rounds) and the optimizer Steps in each.
	Epochs, Steps int64
	// StepTime is how long one step takes.
	StepTime time.Duration
	// Startup is the time from the start (or resume) to the first step.
	Startup time.Duration
	// Evaluation is the time of the evaluation that closes each epoch.
	Evaluation time.Duration
	// Checkpoint is the time that saving takes, once in CheckpointEvery epochs.
	Checkpoint      time.Duration
	CheckpointEvery int64
	// Classes is the number of classes or the size of the vocabulary; an untrained model's loss is its logarithm.
	Classes int
	// LearningRate is the peak of the schedule.
	LearningRate float64
	// Batch is the number of samples in a step of one node.
	Batch int
	// Failed and Cancelled are the shares of tasks that end so, in [0, 1]; the rest completes.
	Failed, Cancelled float64
}

// Incidents says how nodes get lost and come back.
type Incidents struct {
	// Every is the length of the windows in which each slot loses one node. Defaults to none.
	Every time.Duration
	// Rate is the mean number of incidents per 1,000 node-days, as a Poisson process on every node.
	Rate float64
	// Unknown is the time from the last contact to UNKNOWN.
	Unknown time.Duration
	// DeadMin and DeadMax bound the time from the last contact to DEAD.
	DeadMin, DeadMax time.Duration
	// RepairMin and RepairMax bound the time from the last contact to the return.
	RepairMin, RepairMax time.Duration
	// Outage takes every node away for good, five minutes before the start.
	Outage bool
}
