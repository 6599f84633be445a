package model

// TaskHistory is the answer of GET /monitor/training/{task_id}/history: a task over time, in columns of equal length.
// A column that does not apply to the kind of training is left out. In the other columns a missing value is null.
// Before the task's submission nothing that is measured has a value.
type TaskHistory struct {
	TaskID      string   `json:"task_id" example:"task_1f2e3d4c"`
	Model       string   `json:"model" doc:"The name of what is trained." example:"resnet50"`
	StepSeconds float64  `json:"step_seconds" exclusiveMinimum:"0" example:"5"`
	Time        []string `json:"time" format:"date-time" doc:"The instants of the points."`
	StatusColumns
	TrainingColumns
	Events []Mark `json:"events"`
	// measured holds what the columns point to.
	measured []measured
}

// measured holds the values of a point that can be missing. It has no pointers itself: a collection of garbage does not
// look into it.
type measured struct {
	progress, loss, learningRate, gradNorm, samplesPerSecond float64
	epoch, step, round, totalRounds                          int64
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
	Progress     []*float64 `json:"progress" minimum:"0" maximum:"1"`
	CurrentEpoch []*int64   `json:"current_epoch" minimum:"0" doc:"Epochs done at the best reached."`
	TotalEpochs  []int64    `json:"total_epochs" minimum:"1"`
	Loss         []*float64 `json:"loss" doc:"Training loss of the newest step."`
	Accuracy     []*float64 `json:"accuracy,omitempty" minimum:"0" maximum:"1"`
	Remaining    []*int64   `json:"estimated_time_remaining" minimum:"0"`
	Nodes        [][]string `json:"nodes_involved" doc:"Node ids."`
	StartTime    []string   `json:"start_time" format:"date-time"`
}

// Describe returns the longer descriptions of fields, by name.
func (StatusColumns) Describe() map[string]string {
	return map[string]string{
		"progress":                 "The best reached; never falls. Null before the submission, as all measures.",
		"accuracy":                 "Left out for language models, which have none.",
		"estimated_time_remaining": "Whole seconds; null while the task does not run.",
		"start_time":               "The start of the first run; while pending before it, the submission.",
	}
}

// TrainingColumns holds the fields of TrainingMetrics over time.
type TrainingColumns struct {
	Step             []*int64   `json:"step" minimum:"0"`
	TotalSteps       []int64    `json:"total_steps" minimum:"1"`
	LearningRate     []*float64 `json:"learning_rate" minimum:"0"`
	GradNorm         []*float64 `json:"grad_norm" minimum:"0" doc:"Global norm of the gradient."`
	SamplesPerSecond []*float64 `json:"samples_per_second" minimum:"0"`
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

// NewTaskHistory returns a history without points, which has room for those of a span.
func NewTaskHistory(s Span) TaskHistory {
	points := s.Points()
	return TaskHistory{
		StepSeconds: s.Step.Seconds(), Time: make([]string, 0, points), measured: make([]measured, 0, points),
		StatusColumns: StatusColumns{
			Status: make([]Status, 0, points), Progress: make([]*float64, 0, points),
			CurrentEpoch: make([]*int64, 0, points), TotalEpochs: make([]int64, 0, points),
			Loss: make([]*float64, 0, points), Accuracy: make([]*float64, 0, points),
			Remaining: make([]*int64, 0, points), Nodes: make([][]string, 0, points),
			StartTime: make([]string, 0, points),
		},
		TrainingColumns: TrainingColumns{
			Step: make([]*int64, 0, points), TotalSteps: make([]int64, 0, points),
			LearningRate: make([]*float64, 0, points), GradNorm: make([]*float64, 0, points),
			SamplesPerSecond: make([]*float64, 0, points), ValLoss: make([]*float64, 0, points),
			ValAccuracy: make([]*float64, 0, points), Round: make([]*int64, 0, points),
			TotalRounds: make([]*int64, 0, points),
		},
	}
}

// Add appends a copy of a point. Unless the task is submitted by then, what is measured has no value.
func (h *TaskHistory) Add(p *TrainingProgress, submitted bool) {
	h.measured = append(h.measured, measured{
		progress: p.Progress, loss: p.Loss, epoch: p.CurrentEpoch, step: p.Metrics.Step,
		learningRate: p.Metrics.LearningRate, gradNorm: p.Metrics.GradNorm, samplesPerSecond: p.Metrics.SamplesPerSecond,
	})
	known := &h.measured[len(h.measured)-1]
	h.Time = append(h.Time, p.LastUpdate)
	h.StatusColumns.add(&p.TaskStatus, known, submitted)
	h.TrainingColumns.add(&p.Metrics, known, submitted)
}

func (c *StatusColumns) add(s *TaskStatus, known *measured, submitted bool) {
	c.Status, c.TotalEpochs = append(c.Status, s.Status), append(c.TotalEpochs, s.TotalEpochs)
	c.Nodes, c.StartTime = append(c.Nodes, s.Nodes), append(c.StartTime, s.StartTime)
	appendIf(submitted, &c.Progress, &known.progress)
	appendIf(submitted, &c.CurrentEpoch, &known.epoch)
	appendIf(submitted, &c.Loss, &known.loss)
	appendIf(submitted, &c.Accuracy, s.Accuracy)
	appendIf(submitted, &c.Remaining, s.Remaining)
}

func (c *TrainingColumns) add(m *TrainingMetrics, known *measured, submitted bool) {
	c.TotalSteps = append(c.TotalSteps, m.TotalSteps)
	appendIf(submitted, &c.Step, &known.step)
	appendIf(submitted, &c.LearningRate, &known.learningRate)
	appendIf(submitted, &c.GradNorm, &known.gradNorm)
	appendIf(submitted, &c.SamplesPerSecond, &known.samplesPerSecond)
	appendIf(submitted, &c.ValLoss, m.ValLoss)
	appendIf(submitted, &c.ValAccuracy, m.ValAccuracy)
	appendCopy(submitted, &c.Round, m.Round, &known.round)
	appendCopy(true, &c.TotalRounds, m.TotalRounds, &known.totalRounds)
}

// appendCopy appends a copy of a value, or null unless there is one.
func appendCopy[T any](there bool, column *[]*T, value, copied *T) {
	if value == nil {
		there = false
	} else {
		*copied = *value
	}
	appendIf(there, column, copied)
}

// appendIf appends a value to a column, or null unless there is one.
func appendIf[T any](there bool, column *[]*T, value *T) {
	if !there {
		value = nil
	}
	*column = append(*column, value)
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
