package model

// Overview is the answer of GET /stream/overview: what a picture of the cluster at one instant opens with.
type Overview struct {
	Time          string         `json:"time" format:"date-time" doc:"The instant asked about."`
	ClusterStatus ClusterStatus  `json:"cluster_status"`
	Totals        Totals         `json:"totals"`
	Tasks         []TaskOverview `json:"tasks" doc:"In start order."`
	Events        []Mark         `json:"events"`
	Nodes         []NodeMetrics  `json:"nodes,omitempty" doc:"In the cluster's order; only with nodes=true."`
}

// Describe returns the longer descriptions of fields, by name.
func (Overview) Describe() map[string]string {
	return map[string]string{
		"events": "The newest 50 changes of the last day, oldest first: node_state, task_update and system_log.",
	}
}

// Totals holds the cluster's figures over the span, in columns of equal length. A missing value is null.
type Totals struct {
	From             string     `json:"from" format:"date-time" doc:"The instant of the first point."`
	StepSeconds      float64    `json:"step_seconds" exclusiveMinimum:"0" example:"5"`
	ActiveNodes      []int      `json:"active_nodes" minimum:"0" doc:"Nodes that are ALIVE."`
	GPUUsage         []*float64 `json:"gpu_usage" minimum:"0" maximum:"100"`
	Power            []*float64 `json:"power" minimum:"0"`
	SamplesPerSecond []float64  `json:"samples_per_second" minimum:"0" doc:"Of all tasks together."`
}

// Describe returns the longer descriptions of fields, by name.
func (Totals) Describe() map[string]string {
	return map[string]string{
		"step_seconds": "Seconds from one point to the next; the last point is the instant asked about.",
		"gpu_usage":    "Percent, the mean over the nodes with GPUs that are ALIVE; null without any.",
		"power":        "W, of all GPUs of these nodes; null without any.",
	}
}

// TaskOverview is a task as its stream tells of it, and its loss over the whole run.
type TaskOverview struct {
	TrainingProgress
	LossCurve Curve `json:"loss_curve"`
}

// Curve holds values at equal distances of time, of which the last is at the instant asked about.
type Curve struct {
	From        string    `json:"from" format:"date-time" doc:"The instant of the first value: the task's start."`
	StepSeconds float64   `json:"step_seconds" minimum:"0" example:"5"`
	Values      []float64 `json:"values" doc:"None before the start of the task."`
}

// Describe returns the longer descriptions of fields, by name.
func (Curve) Describe() map[string]string {
	return map[string]string{
		"step_seconds": "Seconds from one value to the next; 0 if there is at most one.",
	}
}
