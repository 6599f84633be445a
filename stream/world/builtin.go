package world

import (
	"maps"
	"slices"
	"time"
)

// Builtin returns the built-in scenario of that name, and whether there is one.
func Builtin(name string) (Scenario, bool) {
	build, ok := builtins[name]
	if !ok {
		return Scenario{}, false
	}
	scenario := build()
	scenario.Name = name
	return scenario, true
}

// BuiltinNames lists the built-in scenarios in alphabetical order.
func BuiltinNames() []string { return slices.Sorted(maps.Keys(builtins)) }

var builtins = map[string]func() Scenario{
	"demo":   func() Scenario { return small(perTask(0.75)) },
	"steady": func() Scenario { return withoutFailures(small(Incidents{})) },
	"chaos":  func() Scenario { return small(compressed(75 * time.Second)) },
	"large":  large,
	"empty":  func() Scenario { return Scenario{Groups: small(Incidents{}).Groups} },
	"outage": func() Scenario { return small(outage()) },
}

// compressed are incidents for a viewer's patience: detection keeps Ray's order of magnitude (a check every 3 s, five
// misses), a repair takes a minute instead of hours.
func compressed(every time.Duration) Incidents {
	return Incidents{
		Every:     every,
		Unknown:   6 * time.Second,
		DeadMin:   15 * time.Second,
		DeadMax:   20 * time.Second,
		RepairMin: 40 * time.Second,
		RepairMax: 60 * time.Second,
	}
}

// perTask loses a node in the middle of that share of the tasks.
func perTask(share float64) Incidents {
	incidents := compressed(0)
	incidents.PerTask = share
	return incidents
}

// outage is the loss of every node.
func outage() Incidents {
	incidents := compressed(0)
	incidents.Outage = true
	return incidents
}

// small is a cluster of eight nodes with three tasks of minutes. Nodes of the groups "model" and "data" work on no
// task of the scenario: they are free for tasks that a client starts.
func small(incidents Incidents) Scenario {
	return Scenario{
		Groups: []Group{
			{Name: "head", Count: 1, Role: HeadNode, CPUs: 32, MemoryGB: 128},
			{Name: "a100", Count: 3, Role: WorkerNode, CPUs: 128, MemoryGB: 1024, GPU: "A100-SXM4-80GB", GPUs: 8},
			{Name: "l4", Count: 1, Role: WorkerNode, CPUs: 48, MemoryGB: 192, GPU: "L4", GPUs: 2},
			{Name: "cpu", Count: 1, Role: WorkerNode, CPUs: 64, MemoryGB: 256},
			{Name: "model", Count: 1, Role: ModelNode, CPUs: 32, MemoryGB: 128},
			{Name: "data", Count: 1, Role: DataNode, CPUs: 32, MemoryGB: 256},
		},
		Jobs:      []Job{demoLanguageModel, demoClassifier, demoFederated},
		Incidents: incidents,
	}
}

var demoLanguageModel = Job{
	Name: "gpt2-124m", Kind: LanguageModel, Slots: 1, Group: "a100", Nodes: 2, Spares: 1,
	Period: 5 * time.Minute, Lead: 70 * time.Second, Queue: 8 * time.Second,
	Epochs: 40, Steps: 20, StepTime: 190 * time.Millisecond, Startup: 4 * time.Second,
	Evaluation: 300 * time.Millisecond, Checkpoint: 1200 * time.Millisecond, CheckpointEvery: 5,
	Classes: 50257, LearningRate: 6e-4, Batch: 256, Failed: 0.06, Cancelled: 0.04,
}

var demoClassifier = Job{
	Name: "resnet50", Kind: Supervised, Slots: 1, Group: "l4", Nodes: 1,
	Period: 5 * time.Minute, Lead: 135 * time.Second, Queue: 6 * time.Second,
	Epochs: 35, Steps: 40, StepTime: 85 * time.Millisecond, Startup: 3 * time.Second,
	Evaluation: 250 * time.Millisecond, Checkpoint: 700 * time.Millisecond, CheckpointEvery: 5,
	Classes: 1000, LearningRate: 0.1, Batch: 512, Failed: 0.12, Cancelled: 0.06,
}

var demoFederated = Job{
	Name: "fedavg-cifar10", Kind: Federated, Slots: 1, Group: "cpu", Nodes: 1,
	Period: 4 * time.Minute, Lead: 236 * time.Second, Queue: 5 * time.Second,
	Epochs: 24, Steps: 12, StepTime: 330 * time.Millisecond, Startup: 2 * time.Second,
	Evaluation: 400 * time.Millisecond, Checkpoint: 500 * time.Millisecond, CheckpointEvery: 4,
	Classes: 10, LearningRate: 0.01, Batch: 64, Failed: 0.05, Cancelled: 0.05,
}

// withoutFailures lets every task complete.
func withoutFailures(s Scenario) Scenario {
	for i := range s.Jobs {
		s.Jobs[i].Failed, s.Jobs[i].Cancelled = 0, 0
	}
	return s
}

// large is a cluster of 1,000 nodes with 200 tasks, whose incidents come by chance.
func large() Scenario {
	incidents := compressed(0)
	incidents.Rate = 6000 // four incidents a minute among 1,000 nodes, so that a few are always away
	gpt := demoLanguageModel
	gpt.Slots, gpt.Group, gpt.Nodes, gpt.Lead = 100, "a100", 5, 0
	resnet := demoClassifier
	resnet.Slots, resnet.Group, resnet.Nodes, resnet.Spares, resnet.Lead = 60, "l4", 3, 1, 0
	federated := demoFederated
	federated.Slots, federated.Group, federated.Nodes, federated.Spares, federated.Lead = 40, "cpu", 2, 1, 0
	return Scenario{
		Groups: []Group{
			{Name: "head", Count: 1, Role: HeadNode, CPUs: 64, MemoryGB: 256},
			{Name: "a100", Count: 600, Role: WorkerNode, CPUs: 128, MemoryGB: 1024, GPU: "A100-SXM4-80GB", GPUs: 8},
			{Name: "l4", Count: 240, Role: WorkerNode, CPUs: 48, MemoryGB: 192, GPU: "L4", GPUs: 4},
			{Name: "cpu", Count: 120, Role: WorkerNode, CPUs: 64, MemoryGB: 256},
			{Name: "model", Count: 19, Role: ModelNode, CPUs: 32, MemoryGB: 128},
			{Name: "data", Count: 20, Role: DataNode, CPUs: 32, MemoryGB: 256},
		},
		Jobs:      []Job{slower(gpt, 4), slower(resnet, 4), slower(federated, 4)},
		Incidents: incidents,
	}
}

// slower stretches a job's run and period by a whole factor.
func slower(job Job, factor int64) Job {
	job.Period *= time.Duration(factor)
	job.Steps *= factor
	return job
}
