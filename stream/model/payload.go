package model

// Status is the status of a task, in the service's terms.
type Status string

// The statuses of a task.
const (
	Pending   Status = "pending"
	Running   Status = "running"
	Paused    Status = "paused"
	Completed Status = "completed"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
)

// NodeState is the state of a node, in Ray's terms.
type NodeState string

// The states of a node.
const (
	Alive   NodeState = "ALIVE"
	Unknown NodeState = "UNKNOWN"
	Dead    NodeState = "DEAD"
)

// ClusterStatus counts the nodes of the cluster by state.
type ClusterStatus struct {
	Status      string `json:"status" enum:"healthy,degraded,unhealthy" example:"degraded"`
	TotalNodes  int    `json:"total_nodes" minimum:"0" doc:"All nodes of the cluster." example:"8"`
	ActiveNodes int    `json:"active_nodes" minimum:"0" doc:"Nodes that are ALIVE." example:"7"`
	FailedNodes int    `json:"failed_nodes" minimum:"0" doc:"Nodes that are DEAD." example:"1"`
}

// Describe returns the longer descriptions of fields, by name.
func (ClusterStatus) Describe() map[string]string {
	return map[string]string{
		"status": "healthy: no node failed; degraded: some did; unhealthy: none is ALIVE.",
	}
}

// Cluster is the answer of GET /monitor/ray/cluster/node.
type Cluster struct {
	ClusterStatus ClusterStatus `json:"cluster_status"`
	Nodes         []ClusterNode `json:"nodes" doc:"In the cluster's order."`
	LastUpdated   string        `json:"last_updated" format:"date-time" doc:"The instant asked about."`
}

// ClusterNode is one node in Cluster.
type ClusterNode struct {
	ID        string        `json:"id" example:"node_4821"`
	Name      string        `json:"name" example:"Ray Node node_4821"`
	IP        string        `json:"ip" format:"ipv4" example:"192.168.3.17"`
	State     NodeState     `json:"state" enum:"ALIVE,UNKNOWN,DEAD"`
	Resources Resources     `json:"resources"`
	Training  *NodeTraining `json:"training,omitempty" doc:"Only on a node that works on a task."`
}

// Describe returns the longer descriptions of fields, by name.
func (ClusterNode) Describe() map[string]string {
	return map[string]string{
		"ip": "Unique in the cluster and stable over a run.",
	}
}

// Resources holds what a node has: CPU cores, memory in GB, GPUs.
type Resources struct {
	CPU    int `json:"CPU" minimum:"1" doc:"CPU cores." example:"64"`
	Memory int `json:"memory" minimum:"1" doc:"Memory in GB." example:"512"`
	GPU    int `json:"GPU,omitempty" minimum:"1" doc:"GPUs; left out on a CPU node." example:"8"`
}

// NodeTraining is the task that a node works on. Progress and accuracy are in [0, 1].
type NodeTraining struct {
	TaskID      string   `json:"task_id" example:"task_1f2e3d4c"`
	Progress    float64  `json:"progress" minimum:"0" maximum:"1" example:"0.4213"`
	Epoch       int64    `json:"epoch" minimum:"0" doc:"Epochs done." example:"42"`
	TotalEpochs int64    `json:"total_epochs" minimum:"1" example:"100"`
	Loss        float64  `json:"loss" example:"0.5127"`
	Accuracy    *float64 `json:"accuracy,omitempty" minimum:"0" maximum:"1" example:"0.8734"`
	Status      string   `json:"status" enum:"training,completed,failed"`
}

// ClusterUsage is the answer of GET /monitor/ray/cluster/status.
type ClusterUsage struct {
	ClusterStatus
	Nodes       []NodeUsage `json:"nodes" doc:"In the cluster's order."`
	LastUpdated string      `json:"last_updated" format:"date-time" doc:"The instant asked about."`
}

// NodeUsage is one node in ClusterUsage. Usages are in percent.
type NodeUsage struct {
	ID          string  `json:"id" example:"node_4821"`
	IP          string  `json:"ip" format:"ipv4" example:"192.168.3.17"`
	State       string  `json:"state" enum:"training,running,idle,offline"`
	CPUUsage    float64 `json:"cpu_usage" minimum:"0" maximum:"100" doc:"Percent."`
	MemoryUsage float64 `json:"memory_usage" minimum:"0" maximum:"100" doc:"Percent."`
}

// Describe returns the longer descriptions of fields, by name.
func (NodeUsage) Describe() map[string]string {
	return map[string]string{
		"state": "running is the head node's; offline is UNKNOWN or DEAD.",
	}
}

// TaskStatus is the answer of GET /monitor/training/{task_id}. Progress and accuracy are in [0, 1]; the remaining time
// is in seconds. Loss is the cross-entropy in nats.
type TaskStatus struct {
	TaskID       string   `json:"task_id" example:"task_1f2e3d4c"`
	Status       Status   `json:"status" enum:"running,completed,failed,paused,pending,cancelled"`
	Progress     float64  `json:"progress" minimum:"0" maximum:"1" example:"0.4213"`
	CurrentEpoch int64    `json:"current_epoch" minimum:"0" doc:"Epochs done at the best reached." example:"42"`
	TotalEpochs  int64    `json:"total_epochs" minimum:"1" example:"100"`
	Loss         float64  `json:"loss" example:"0.5127"`
	Accuracy     *float64 `json:"accuracy,omitempty" minimum:"0" maximum:"1" example:"0.8734"`
	Remaining    *int64   `json:"estimated_time_remaining,omitempty" minimum:"0" example:"73"`
	Nodes        []string `json:"nodes_involved" doc:"Node ids." example:"[\"node_4821\"]"`
	StartTime    string   `json:"start_time" format:"date-time"`
	LastUpdate   string   `json:"last_update" format:"date-time" doc:"The instant asked about."`
}

// Describe returns the longer descriptions of fields, by name.
func (TaskStatus) Describe() map[string]string {
	return map[string]string{
		"progress":                 "The best reached; never falls.",
		"loss":                     "Training loss of the newest step; the initial loss before the first.",
		"accuracy":                 "Left out where the kind of training has none.",
		"total_epochs":             "Federated training counts rounds, and a language model its evaluations.",
		"estimated_time_remaining": "Whole seconds; only while the task runs.",
		"start_time":               "The start of the first run; while pending before it, the submission.",
	}
}

// TrainingProgress is the payload of the event training_progress.
type TrainingProgress struct {
	TaskStatus
	Metrics TrainingMetrics `json:"metrics"`
}

// TrainingMetrics holds the optimizer's figures at the newest step. Throughput is in samples per second.
type TrainingMetrics struct {
	Model            string   `json:"model" example:"resnet50"`
	Step             int64    `json:"step" minimum:"0"`
	TotalSteps       int64    `json:"total_steps" minimum:"1"`
	LearningRate     float64  `json:"learning_rate" minimum:"0"`
	GradNorm         float64  `json:"grad_norm" minimum:"0" doc:"Global norm of the gradient."`
	SamplesPerSecond float64  `json:"samples_per_second" minimum:"0"`
	ValLoss          *float64 `json:"val_loss,omitempty" doc:"Of the newest evaluation."`
	ValAccuracy      *float64 `json:"val_accuracy,omitempty" minimum:"0" maximum:"1" doc:"Of the newest evaluation."`
	Round            *int64   `json:"round,omitempty" minimum:"0" doc:"Rounds done; federated tasks only."`
	TotalRounds      *int64   `json:"total_rounds,omitempty" minimum:"1" doc:"Federated tasks only."`
}

// Describe returns the longer descriptions of fields, by name.
func (TrainingMetrics) Describe() map[string]string {
	return map[string]string{
		"model":              "The name of what is trained, as the scenario or the command that started the task has it.",
		"step":               "Optimizer steps done; goes back to the checkpoint when a task resumes.",
		"samples_per_second": "Of the whole task, at the newest step; 0 while the task waits, prepares or is paused.",
	}
}

// NodeMetrics is the answer of GET /monitor/ray/cluster/node/{node_id}/metrics and the payload of the event
// node_update. Usages are in percent, network traffic in KB/s, progress in [0, 1].
type NodeMetrics struct {
	ID           string       `json:"id" example:"node_4821"`
	Name         string       `json:"name" example:"Ray Node node_4821"`
	IP           string       `json:"ip" format:"ipv4" example:"192.168.3.17"`
	Role         Role         `json:"role" enum:"head node,model node,worker node,data node"`
	State        NodeState    `json:"state" enum:"ALIVE,UNKNOWN,DEAD"`
	Status       string       `json:"status" enum:"training,idle,online,offline"`
	Timestamp    string       `json:"timestamp" format:"date-time" doc:"The instant asked about."`
	Heartbeat    int64        `json:"heartbeat" doc:"Unix milliseconds of the last contact." example:"1763921940123"`
	LastSeen     string       `json:"last_seen" doc:"The age of the last contact, in words." example:"0 seconds ago"`
	CPUUsage     float64      `json:"cpu_usage" minimum:"0" maximum:"100" doc:"Percent."`
	MemoryUsage  float64      `json:"memory_usage" minimum:"0" maximum:"100" doc:"Percent."`
	DiskUsage    float64      `json:"disk_usage" minimum:"0" maximum:"100" doc:"Percent."`
	GPUUsage     *float64     `json:"gpu_usage,omitempty" minimum:"0" maximum:"100"`
	Sent         float64      `json:"sent" minimum:"0" doc:"Network, KB/s."`
	Received     float64      `json:"received" minimum:"0" doc:"Network, KB/s."`
	LoadAvg      [3]float64   `json:"load_avg" doc:"Load average over 1, 5 and 15 minutes."`
	GPUs         []GPUMetrics `json:"gpus,omitempty"`
	TaskID       string       `json:"task_id,omitempty" doc:"The task that the node works on." example:"task_1f2e3d4c"`
	Progress     *float64     `json:"progress,omitempty" minimum:"0" maximum:"1"`
	CurrentEpoch *int64       `json:"current_epoch,omitempty" minimum:"0"`
	TotalEpochs  *int64       `json:"total_epochs,omitempty" minimum:"1"`
}

// Describe returns the longer descriptions of fields, by name.
func (NodeMetrics) Describe() map[string]string {
	return map[string]string{
		"status":    "online is the head node's; offline is UNKNOWN or DEAD.",
		"gpu_usage": "Percent, the mean over the node's GPUs.",
	}
}

// GPUMetrics is one GPU in NodeMetrics. Utilization is in percent, memory in MiB, temperature in °C, power in W, the
// clock in MHz.
type GPUMetrics struct {
	Index       int     `json:"index" minimum:"0"`
	Name        string  `json:"name" example:"NVIDIA A100-SXM4-80GB"`
	Utilization float64 `json:"utilization" minimum:"0" maximum:"100" doc:"Percent of the time in which a kernel ran."`
	MemoryUsed  int64   `json:"memory_used" minimum:"0" doc:"MiB."`
	MemoryTotal int64   `json:"memory_total" minimum:"1" doc:"MiB."`
	Temperature float64 `json:"temperature" doc:"°C."`
	Power       float64 `json:"power" minimum:"0" doc:"W."`
	PowerLimit  float64 `json:"power_limit" minimum:"1" doc:"W."`
	SMClock     int64   `json:"sm_clock" minimum:"0" doc:"MHz."`
}

// TaskUpdate is the payload of the event task_update: a task changed its status.
type TaskUpdate struct {
	ID             string   `json:"id" example:"task_1f2e3d4c"`
	Status         Status   `json:"status" enum:"running,completed,failed,paused,pending,cancelled"`
	PreviousStatus Status   `json:"previous_status" enum:"running,completed,failed,paused,pending,cancelled"`
	Reason         string   `json:"reason" example:"resumed from the checkpoint at step 800"`
	Nodes          []string `json:"nodes_involved"`
	At             string   `json:"at" format:"date-time" doc:"When it happened; the event's time is the tick's."`
}

// NodeStateChange is the payload of the event node_state: a node changed its state.
type NodeStateChange struct {
	ID            string    `json:"id" example:"node_4821"`
	State         NodeState `json:"state" enum:"ALIVE,UNKNOWN,DEAD"`
	PreviousState NodeState `json:"previous_state" enum:"ALIVE,UNKNOWN,DEAD"`
	Reason        string    `json:"reason" example:"no contact for 15 s: faulty GPU"`
	At            string    `json:"at" format:"date-time" doc:"When it happened; the event's time is the tick's."`
}

// SystemLog is the payload of the event system_log.
type SystemLog struct {
	Level    string `json:"level" enum:"INFO,WARNING,ERROR"`
	Message  string `json:"message"`
	Category string `json:"category" enum:"node,task,training,checkpoint,evaluation"`
	NodeID   string `json:"node_id,omitempty"`
	TaskID   string `json:"task_id,omitempty"`
	At       string `json:"at" format:"date-time" doc:"When it happened; the event's time is the tick's."`
}

// Snapshot is the payload of the event snapshot: the cluster, as far as the subscriber's filter admits it.
type Snapshot struct {
	ClusterStatus *ClusterStatus `json:"cluster_status,omitempty"`
	Nodes         []NodeMetrics  `json:"nodes"`
	Tasks         []TaskStatus   `json:"tasks"`
}
