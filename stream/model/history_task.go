package model

// TaskHistory is the answer of GET /monitor/training/{task_id}/history: a task over time, in columns of equal length.
// A column that does not apply to the kind of training is left out. In the other columns a missing value is null.
type TaskHistory struct {
	TaskID      string   `json:"task_id" example:"task_1f2e3d4c"`
	StepSeconds float64  `json:"step_seconds" exclusiveMinimum:"0" example:"5"`
	Time        []string `json:"time" format:"date-time" doc:"The instants of the points."`
	StatusColumns
	TrainingColumns
	Events []Mark `json:"events"`
}

// Describe returns the longer descriptions of fields, by name.
func (TaskHistory) Describe() map[string]string {
	return map[string]string{
		"step_seconds": "Seconds from one point to the next.",
		"events": "What happened after the first point and up to the end of the span, in time order: the " +
			"newest 1,000. Of the task: task_update and system_log; of the nodes that it involved then: node_state.",
	}
}

// StatusColumns holds the fields of TaskStatus over time.
type StatusColumns struct {
	Status       []Status   `json:"status" enum:"running,completed,failed,paused,pending,cancelled"`
	Progress     []float64  `json:"progress" minimum:"0" maximum:"1" doc:"The best reached; never falls."`
	CurrentEpoch []int64    `json:"current_epoch" minimum:"0" doc:"Epochs done at the best reached."`
	TotalEpochs  []int64    `json:"total_epochs" minimum:"1"`
	Loss         []float64  `json:"loss" doc:"Training loss of the newest step."`
	Accuracy     []*float64 `json:"accuracy,omitempty" minimum:"0" maximum:"1"`
	Remaining    []*int64   `json:"estimated_time_remaining" minimum:"0"`
	Nodes        [][]string `json:"nodes_involved" doc:"Node ids."`
	StartTime    []string   `json:"start_time" format:"date-time"`
}

// Describe returns the longer descriptions of fields, by name.
func (StatusColumns) Describe() map[string]string {
	return map[string]string{
		"accuracy":                 "Left out for language models, which have none.",
		"estimated_time_remaining": "Whole seconds; null while the task does not run.",
		"start_time":               "The start of the first run; while pending before it, the submission.",
	}
}

// TrainingColumns holds the fields of TrainingMetrics over time.
type TrainingColumns struct {
	Step             []int64    `json:"step" minimum:"0"`
	TotalSteps       []int64    `json:"total_steps" minimum:"1"`
	LearningRate     []float64  `json:"learning_rate" minimum:"0"`
	GradNorm         []float64  `json:"grad_norm" minimum:"0" doc:"Global norm of the gradient."`
	SamplesPerSecond []float64  `json:"samples_per_second" minimum:"0"`
	ValLoss          []*float64 `json:"val_loss" doc:"Of the newest evaluation; null before the first."`
	ValAccuracy      []*float64 `json:"val_accuracy,omitempty" minimum:"0" maximum:"1"`
	Round            []*int64   `json:"round,omitempty" minimum:"0" doc:"Rounds done; federated tasks only."`
	TotalRounds      []*int64   `json:"total_rounds,omitempty" minimum:"1" doc:"Federated tasks only."`
}

// Describe returns the longer descriptions of fields, by name.
func (TrainingColumns) Describe() map[string]string {
	return map[string]string{
		"step":               "Optimizer steps done; goes back to the checkpoint when a task resumes.",
		"samples_per_second": "Of the whole task; 0 while no step is made.",
		"val_accuracy":       "Of the newest evaluation; null before the first. Left out for language models.",
	}
}

// Add appends a point.
func (h *TaskHistory) Add(p TrainingProgress) {
	h.Time = append(h.Time, p.LastUpdate)
	h.StatusColumns.add(p.TaskStatus)
	h.TrainingColumns.add(p.Metrics)
}

func (c *StatusColumns) add(s TaskStatus) {
	c.Status = append(c.Status, s.Status)
	c.Progress = append(c.Progress, s.Progress)
	c.CurrentEpoch, c.TotalEpochs = append(c.CurrentEpoch, s.CurrentEpoch), append(c.TotalEpochs, s.TotalEpochs)
	c.Loss, c.Accuracy = append(c.Loss, s.Loss), append(c.Accuracy, s.Accuracy)
	c.Remaining = append(c.Remaining, s.Remaining)
	c.Nodes = append(c.Nodes, s.Nodes)
	c.StartTime = append(c.StartTime, s.StartTime)
}

func (c *TrainingColumns) add(m TrainingMetrics) {
	c.Step, c.TotalSteps = append(c.Step, m.Step), append(c.TotalSteps, m.TotalSteps)
	c.LearningRate, c.GradNorm = append(c.LearningRate, m.LearningRate), append(c.GradNorm, m.GradNorm)
	c.SamplesPerSecond = append(c.SamplesPerSecond, m.SamplesPerSecond)
	c.ValLoss, c.ValAccuracy = append(c.ValLoss, m.ValLoss), append(c.ValAccuracy, m.ValAccuracy)
	c.Round, c.TotalRounds = append(c.Round, m.Round), append(c.TotalRounds, m.TotalRounds)
}

// LeaveOut drops the columns that do not apply to a kind of training.
func (h *TaskHistory) LeaveOut(kind Kind) {
	if kind == LanguageModel {
		h.Accuracy, h.ValAccuracy = nil, nil
	}
	if kind != Federated {
		h.Round, h.TotalRounds = nil, nil
	}
}
